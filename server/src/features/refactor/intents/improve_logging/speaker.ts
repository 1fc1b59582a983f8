import type { ts } from '../../../../services/analysis/typescript.ts';
import type { Dialect } from './dialect.ts';
import type { Style } from '../../syntax/index.ts';

/** A logger at one place, and how what it says is written there. */
export interface Speaker {
  readonly expression: string;
  readonly dialect: Dialect;
  readonly namespace: string;
  readonly style: Style;
  readonly checker: ts.TypeChecker;
  /** The name under which `inspect` of `node:util` is to be called. */
  readonly inspect: string;
}
