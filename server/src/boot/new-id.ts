import { randomBytes } from 'node:crypto';

/** Sortable by time, unique enough for the records of one workspace. */
export function newId(): string {
  return `${Date.now().toString(36)}-${randomBytes(3).toString('hex')}`;
}
