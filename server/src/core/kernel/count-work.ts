import type { Beat } from './kernel.ts';

/** Counts what a part was asked for and what of it is done, for its beat. */
export interface WorkCount {
  run<T>(work: () => Promise<T>): Promise<T>;
  /** Something of what runs went forward. */
  step(): void;
  beat(): Beat;
}

export function countWork(): WorkCount {
  let moved = 0;
  let owed = 0;
  return {
    async run(work) {
      owed += 1;
      try {
        return await work();
      } finally {
        owed -= 1;
        moved += 1;
      }
    },
    step: () => void (moved += 1),
    beat: () => ({ moved, owed }),
  };
}

type Asking<Service> = {
  [Name in keyof Service]: Service[Name] extends (...args: never[]) => Promise<unknown> ? Name : never;
}[keyof Service];

/** The same service, whose work is counted where it is one of these. */
export function counted<Service extends object>(
  service: Service,
  names: readonly Asking<Service>[],
  work: WorkCount,
): Service {
  const counting = names.map((name) => {
    const method = service[name] as (...args: unknown[]) => Promise<unknown>;
    return [name, (...args: unknown[]) => work.run(() => method.apply(service, args))] as const;
  });
  return { ...service, ...Object.fromEntries(counting) };
}
