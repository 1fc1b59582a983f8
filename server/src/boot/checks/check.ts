import type { BootCheck, CheckResult } from '../../protocol/index.ts';
import type { Around } from '../around.ts';

/** Something that is looked at before anything is started; nothing is changed by it that stays. */
export interface Check {
  readonly name: BootCheck;
  look(around: Around, signal: AbortSignal): Promise<Omit<CheckResult, 'name'>>;
}

export const ok = (detail: string) => ({ state: 'ok' as const, detail });
export const warned = (detail: string) => ({ state: 'warn' as const, detail });
export const failedWith = (detail: string) => ({ state: 'fail' as const, detail });
