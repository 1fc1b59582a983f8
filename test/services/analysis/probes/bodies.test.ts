import { Session, type Profiler } from 'node:inspector';
import { runInThisContext } from 'node:vm';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { probeBodies } from '../../../../server/src/services/analysis/probes/index.ts';
import { ts } from '../../../../server/src/services/analysis/typescript.ts';
import { randomProgram } from '../../../support/random-program.ts';

const runs = 30;

function bodiesOf(text: string, path = 'src/a.ts') {
  const probed = probeBodies({ path, before: text, after: text }, []);
  if (!probed) throw new Error('There is nothing to run in it.');
  return probed;
}

/** Keys that a second text has not got. */
function lost(before: string, after: string): readonly number[] {
  const kept = new Set(bodiesOf(after).keys);
  return bodiesOf(before).keys.flatMap((key, index) => (kept.has(key) ? [] : [index]));
}

const sample = [
  'export const limit = 3;', // 0: the module
  'export function outer(n: number, step = () => 1): number {', // 1: step, 2: outer
  '  const inner = (m: number): number => m + limit;', // 3
  '  return inner(n) + step();',
  '}',
  'export class Box {',
  '  size = [1].map((each) => each).length;', // 4
  '  get empty(): boolean { return this.size === 0; }', // 5
  '}',
].join('\n');

describe('the keys of bodies', () => {
  it('are one for the module and one for each function, and differ', () => {
    const { keys } = bodiesOf(sample);
    expect(keys).toHaveLength(6);
    expect(new Set(keys).size).toBe(6);
  });

  it.each<[string, string, string, readonly number[]]>([
    ['a body changes alone', 'm + limit', 'm - limit', [3]],
    ['what is around a body changes it too', 'return inner(n)', 'return 1 + inner(n)', [2, 3]],
    ['a default belongs to what is around the function', 'step = () => 1', 'step = () => 2', [1]],
    ['a head does as well', 'm: number): number =>', 'm = 0): number =>', [2, 3]],
    ['the module is around everything', 'limit = 3', 'limit = 4', [0, 1, 2, 3, 4, 5]],
    ['a field belongs to the module', '[1].map', '[2].map', [0, 1, 2, 3, 4, 5]],
    ['a getter is a body', 'size === 0', 'size < 1', [5]],
  ])('%s', (_rule, from, to, changed) => {
    expect(sample).toContain(from);
    expect(
      lost(
        sample,
        sample.replace(from, () => to),
      ),
    ).toEqual(changed);
    expect(lost(sample, sample)).toEqual([]);
  });

  it('tell bodies with the same text apart, and notice when they change places', () => {
    const twins = 'const a = () => f(1);\nconst b = () => f(1);\n';
    expect(new Set(bodiesOf(twins).keys).size).toBe(3);
    expect(lost('const a = () => f(1), b = () => f(2);', 'const a = () => f(2), b = () => f(1);')).toEqual([
      1, 2,
    ]);
  });

  it('change with every edit of the text, wherever it is', () => {
    fc.assert(
      fc.property(randomProgram, fc.nat(), ({ text }, at) => {
        const offset = at % text.length;
        const edited = `${text.slice(0, offset)} /**/ ${text.slice(offset)}`;
        expect(lost(text, edited).length).toBeGreaterThan(0);
      }),
      { numRuns: runs },
    );
  });
});

describe('probes of bodies', () => {
  it('are entered exactly where the engine counts a function as called', () => {
    using engine = openEngine();
    let called = 0;
    fc.assert(
      fc.property(randomProgram, ({ text }) => {
        const script = ts.transpile(text, { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.CommonJS });
        const { keys, text: probed } = bodiesOf(script, 'src/a.js');
        const entered = new Set<number>();
        const recorder = Symbol.for('grace.recorder');
        Reflect.set(globalThis, recorder, (probe: number) => entered.add(probe));
        try {
          run(probed);
        } finally {
          Reflect.deleteProperty(globalThis, recorder);
        }
        const calls = engine.callsOf(script);
        called += calls;
        // And the module itself.
        expect(entered.size).toBe(calls + 1);
        expect(Math.max(...entered)).toBeLessThan(keys.length);
      }),
      { numRuns: runs },
    );
    // Programs in which nothing is called would show nothing.
    expect(called).toBeGreaterThan(runs);
  });

  it('leave a module of declarations, and what cannot be run, as they are to those who import them', () => {
    expect(bodiesOf('export interface A { x: number }').keys).toHaveLength(1);
    expect(probeBodies({ path: 'a.d.ts', before: null, after: 'declare const a: 1;' }, [])).toBeUndefined();
    expect(probeBodies({ path: 'a.json', before: null, after: '{}' }, [])).toBeUndefined();
  });
});

const head = '(function (exports, trace) {';

/** Runs a program synchronously; what it does later is not waited for, in both runs. */
function run(script: string): void {
  const program = runInThisContext(`${head}${script}\n;return main(1, 2)\n})`, {
    filename: 'grace-program.js',
  }) as (...values: unknown[]) => unknown;
  try {
    void Promise.resolve(program({}, () => undefined)).catch(() => undefined);
  } catch {
    // Programs may throw: up to there both have to agree.
  }
}

/** The engine's own count, which needs no probes. */
function openEngine() {
  const session = new Session();
  session.connect();
  session.post('Profiler.enable');
  session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: false });
  const take = () => {
    let found: Profiler.FunctionCoverage[] = [];
    session.post('Profiler.takePreciseCoverage', (_error, { result }) => {
      found = result.filter(({ url }) => url === 'grace-program.js').flatMap(({ functions }) => functions);
    });
    return found;
  };
  return {
    /** How many functions that are written in the script were called. */
    callsOf(script: string): number {
      take();
      run(script);
      const isWritten = ({ functionName, ranges }: Profiler.FunctionCoverage) => {
        const start = (ranges[0]?.startOffset ?? 0) - head.length;
        return start >= 0 && !functionName.startsWith('<') && !script.slice(start).startsWith('class');
      };
      return take().filter((each) => (each.ranges[0]?.count ?? 0) > 0 && isWritten(each)).length;
    },
    [Symbol.dispose]() {
      session.post('Profiler.stopPreciseCoverage');
      session.disconnect();
    },
  };
}
