/** Secrets promise that a value reaches who needs it and nobody else: no text, no message, no file and no child. */
export { environmentSecrets } from './environment.ts';
export { secretsKernel } from './kernel.ts';
export { logWithoutSecrets } from './log-without-secrets.ts';
export { openSecrets } from './open.ts';
export { createRedactor, type Redactor } from './redactor.ts';
export type * from './secrets.ts';
