/** Thrown when an invariant of Grace itself is broken: always our fault, never the user's. */
export class Bug extends Error {
  override readonly name = 'Bug';
}

/** Reports a broken invariant. */
export function bug(message: string): never {
  throw new Bug(`Grace has a bug: ${message}`);
}
