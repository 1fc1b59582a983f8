import type { RunMemory } from './memory.ts';

/** A memory that knows only what it is told from now on. */
export function withoutPast(memory: RunMemory): RunMemory {
  const fresh = new Set<string>();
  const keep =
    <T>(inner: (key: string, value: T) => Promise<void>) =>
    (key: string, value: T) => {
      fresh.add(key);
      return inner(key, value);
    };
  const since = <T>(key: string, value: T | undefined) => (fresh.has(key) ? value : undefined);
  return {
    place: (key) => since(key, memory.place(key)),
    keepPlace: keep((key, place) => memory.keepPlace(key, place)),
    edit: (key) => since(key, memory.edit(key)),
    keepEdit: keep((key, edit) => memory.keepEdit(key, edit)),
    proofs: {
      recall: (key) => since(key, memory.proofs.recall(key)),
      keep: keep((key, proof) => memory.proofs.keep(key, proof)),
    },
    run: (key) => since(key, memory.run(key)),
    keepRun: keep((key, run) => memory.keepRun(key, run)),
  };
}
