import { sha256 } from '../../base/index.ts';
import type { PrivateFiles } from './private-files.ts';
import type { ReportRedactor } from './redacted.ts';

/**
 * What tools said of the tree without a change, by the hash of everything that went into it. Answers are kept on disk
 * beside the sandbox and may vanish at any time: then the tool runs again.
 */
export interface Baselines {
  /** The answer remembered under `key`, else what `produce` answers, remembered unless it says otherwise. */
  remember<T>(key: string, produce: () => Promise<T>, keeps: (answer: T) => boolean): Promise<T>;
  /** A number measured before, such as how long a suite takes. */
  measured(key: string): Promise<number | undefined>;
  measure(key: string, value: number): Promise<void>;
}

/** Answers kept per workspace; the ones that were written first give way. */
const baselinesMax = 400;
/** How many give way at once, so that not every write has to look. */
const prunedAtOnce = 100;

export function openBaselines(folder: string, files: PrivateFiles, redactor?: ReportRedactor): Baselines {
  const pathOf = (key: string) => `${folder}/${sha256(key)}.json`;

  async function read(key: string): Promise<{ readonly answer: unknown } | undefined> {
    const text = await files.read(pathOf(key));
    if (text === undefined) return undefined;
    try {
      const parsed: unknown = JSON.parse(text);
      return typeof parsed === 'object' && parsed !== null && 'answer' in parsed
        ? { answer: parsed.answer }
        : undefined;
    } catch {
      // Cut off by a crash: it is produced again.
      return undefined;
    }
  }

  async function write(key: string, answer: unknown): Promise<void> {
    const names = await files.names(folder);
    if (names.length >= baselinesMax) {
      for (const name of names.slice(0, prunedAtOnce)) await files.remove(`${folder}/${name}`);
    }
    const text = JSON.stringify({ key, answer });
    await files.write(pathOf(key), redactor?.redact(text) ?? text);
  }

  return {
    async remember<T>(key: string, produce: () => Promise<T>, keeps: (answer: T) => boolean): Promise<T> {
      const known = await read(key);
      // What is read was written by the same version under the same key, which names its shape.
      if (known) return known.answer as T;
      const answer = await produce();
      if (keeps(answer)) await write(key, answer);
      return answer;
    },
    async measured(key) {
      const known = await read(`measured ${key}`);
      return typeof known?.answer === 'number' ? known.answer : undefined;
    },
    measure: (key, value) => write(`measured ${key}`, value),
  };
}
