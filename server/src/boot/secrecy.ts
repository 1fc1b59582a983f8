import { createProcesses, secretsIn, type ForkedAhead } from '../adapters/index.ts';
import type { ProcessPort } from '../core/ports/index.ts';
import { createRedactor, type Redactor } from '../core/secrets/index.ts';

/** What this process knows of secrets, and children that get none of them. */
export interface Secrecy {
  readonly redactor: Redactor;
  readonly processes: ProcessPort;
}

/** Whatever the environment calls a secret is one from the start. `ahead`: a child that was started already. */
export function openSecrecy(ahead?: ForkedAhead): Secrecy {
  const redactor = createRedactor();
  for (const [name, value] of secretsIn(process.env)) redactor.learn(name, value);
  return { redactor, processes: createProcesses((name, value) => redactor.hides(name, value), ahead) };
}
