import { isRefusal, refused, type Refusal } from '../../../../base/index.ts';
import type { ts } from '../../../../services/analysis/typescript.ts';
import type { SyntaxFile } from '../../intent.ts';
import { classLogger } from './class-logger.ts';
import type { ConsoleCall } from './console-calls.ts';
import type { Dialect, Level } from './dialect.ts';
import { findLogger, type FileLogger } from './find-logger.ts';
import { moduleReader } from './modules.ts';
import { whyUnreachable } from './reach.ts';
import { namesOf } from './scope.ts';
import type { Verdict } from './sites.ts';
import { styleOf, type Style } from '../../syntax/index.ts';
import { isInFailure } from './values.ts';

/** The loggers that the code of one file can speak through. */
export interface Voices {
  readonly file: SyntaxFile;
  readonly source: ts.SourceFile;
  readonly style: Style;
  readonly logger: FileLogger | Refusal;
}

/** The logger that is at hand at one place. */
export interface Voice {
  readonly expression: string;
  readonly dialect: Dialect;
  readonly isFileLogger: boolean;
  /** A class without a logger is given this member. */
  readonly member?: { readonly position: number; readonly newText: string };
}

/** `source` may be the file as a node of a program: positions are equal. */
export function voicesOf(file: SyntaxFile, source: ts.SourceFile = file.source): Voices {
  const style = styleOf(source, file.surroundings);
  return { file, source, style, logger: findLogger(file, source, style, namesOf(source)) };
}

/** The logger of the instance around a node, else the logger of the file. */
export function voiceAt(node: ts.Node, { file, source, style, logger }: Voices): Voice | Refusal {
  const own = classLogger(node, file, source, style, moduleReader(file.surroundings));
  if (isRefusal(own)) return own;
  if (own) return { ...own, isFileLogger: false };
  if (isRefusal(logger)) return logger;
  const why = whyUnreachable(node, logger);
  if (why !== undefined) return refused(why);
  return { expression: logger.expression, dialect: logger.dialect, isFileLogger: true };
}

/**
 * Why the logger at hand cannot say what stands at a place; `undefined` when it can. It needs no types, so a search over
 * many files can ask, and what it lets through is converted.
 */
export function whyUnspeakable(verdict: Verdict, voices: Voices): Refusal | undefined {
  const voice = voiceAt(verdict.node, voices);
  if (isRefusal(voice)) return voice;
  for (const level of levelsOf(verdict)) {
    const reason = whyNotAt(level, verdict, voice.dialect);
    if (reason) return reason;
  }
  return undefined;
}

/** Why a logger has no way to say this at a level. */
export function whyNotAt(level: Level, verdict: Verdict, dialect: Dialect): Refusal | undefined {
  const method = dialect.levels[level];
  if (!method) {
    return refused(
      `\`${level}\` is no level of ${dialect.name}, so this stays: give the logger such a method.`,
    );
  }
  if (verdict.kind === 'call' && verdict.value === 'used' && method.returns === 'something') {
    return refused(
      'The value of this call is used, and a call of this logger is not worth `undefined`: split the two.',
    );
  }
  return undefined;
}

/** Every level that a place may turn out to be logged at. */
function levelsOf(verdict: Verdict): readonly Level[] {
  if (verdict.kind !== 'call') return [verdict.level];
  const named = levelOfMethod(verdict.method);
  return verdict.method === 'log' && isInFailure(verdict.node) ? [named, 'error'] : [named];
}

/** What a method of the console says by its name. */
export function levelOfMethod(method: ConsoleCall['method']): Level {
  return method === 'log' || method === 'dir' ? 'info' : method;
}
