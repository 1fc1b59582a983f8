export interface Table {
  readonly name: string;
  readonly seats: number;
  readonly outside?: boolean;
}

export const tables: readonly Table[] = [
  { name: 'window', seats: 2 },
  { name: 'corner', seats: 2 },
  { name: 'round', seats: 4 },
  { name: 'long', seats: 8 },
  { name: 'terrace', seats: 6, outside: true },
];

/** The smallest free table that has room; one inside wins a tie. */
export function smallestTable(guests: number, taken: ReadonlySet<string>) {
  let best: Table | undefined;
  for (const table of tables) {
    if (table.seats < guests || taken.has(table.name)) continue;
    if (best === undefined || table.seats < best.seats) best = table;
    else if (table.seats === best.seats && best.outside === true) best = table;
  }
  if (best === undefined) console.log('no table for', guests, 'guests,', taken.size, 'are taken');
  return best;
}
