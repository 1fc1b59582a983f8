import { Writable } from 'node:stream';
import * as util from 'node:util';
import { compileFunction } from 'node:vm';
import fc from 'fast-check';
import { pino } from 'pino';
import winston from 'winston';
import { describe, expect, test } from 'vitest';
import { isRefusal } from '../../../../../server/src/base/index.ts';
import { runIntent } from '../../../../../server/src/features/refactor/apply-edit.ts';
import { improveLogging } from '../../../../../server/src/features/refactor/intents/improve_logging/index.ts';
import { ts } from '../../../../../server/src/services/analysis/typescript.ts';
import { fixtureWorld } from '../../../../support/fixture-world.ts';

/**
 * Generated calls are run before and after the rewrite, against the real libraries: every value that the console was
 * given has to show up in what the logger writes, and everything is evaluated as often and in the same order as before.
 */
const shapesPerLibrary = 60;

/** Values of one run, each with a marker that nothing else prints. */
const world = {
  id: 'm-id',
  count: 70001,
  ratio: 70002.5,
  flag: true,
  err: Object.assign(new Error('m-err'), { code: 'm-code' }),
  user: { id: 'm-user-id', name: 'm-user-name', level: 'm-user-level' },
  tags: ['m-tag-one', 'm-tag-two'],
  cache: new Map([['m-key', 'm-value']]),
  names: new Set(['m-member']),
  big: 70003n,
  when: new Date('2026-01-02T03:04:05.678Z'),
  loose: { deep: { deeper: 'm-loose' } } as unknown,
};

interface Shape {
  readonly code: string;
  readonly markers: readonly string[];
}

const shape = (code: string, ...markers: string[]): Shape => ({ code, markers });

const values: readonly Shape[] = [
  shape('id', 'm-id'),
  shape('count', '70001'),
  shape('ratio', '70002.5'),
  shape('flag', 'true'),
  shape('err', 'm-err', 'm-code'),
  shape('user', 'm-user-id', 'm-user-name', 'm-user-level'),
  shape('user.id', 'm-user-id'),
  shape('user.level', 'm-user-level'),
  shape('user.name.length', '11'),
  shape('tags', 'm-tag-one', 'm-tag-two'),
  shape('tags[1]', 'm-tag-two'),
  shape('cache', 'm-key', 'm-value'),
  shape('names', 'm-member'),
  shape('big', '70003'),
  shape('when', '2026-01-02T03:04:05.678Z'),
  shape('loose', 'm-loose'),
  shape('{ id, level: user.level }', 'm-id', 'm-user-level'),
  shape('{ ...user, msg: id }', 'm-user-name', 'm-id'),
  shape('[count, id]', '70001', 'm-id'),
  shape("trace('m-traced-text')", 'm-traced-text'),
  shape('trace(70004)', '70004'),
  shape("await later('m-awaited')", 'm-awaited'),
  shape('(counter += 70000)', '7000'),
  shape('flag ? id : count', 'm-id'),
  shape('String(count)', '70001'),
];

const heads: readonly Shape[] = [
  ...values,
  shape("'plain text'", 'plain text'),
  shape("'labelled:'", 'labelled'),
  shape("'100%'", '100%'),
  shape("'a ' + id + ' b'", 'm-id'),
  shape('`port ${count}`', '70001'),
  shape('`${id} at ${user.name} of ${count}`', 'm-id', 'm-user-name', '70001'),
  shape("`${trace('m-in-template')} done`", 'm-in-template'),
  shape("'%s did %d'"),
  shape("'all %j'"),
  shape("'half %%'"),
];

const call: fc.Arbitrary<Shape> = fc
  .record({
    method: fc.constantFrom('log', 'info', 'warn', 'error', 'debug'),
    head: fc.constantFrom(...heads),
    rest: fc.array(
      fc.oneof(
        { weight: 4, arbitrary: fc.constantFrom(...values) },
        { weight: 1, arbitrary: fc.constant(shape("'and then'", 'and then')) },
      ),
      { maxLength: 4 },
    ),
  })
  .map(({ method, head, rest }) => ({
    code: `console.${method}(${[head, ...rest].map((argument) => argument.code).join(', ')});`,
    markers: [head, ...rest].flatMap((argument) => argument.markers),
  }));

function sourceOf(statement: string): string {
  return `interface World {
  id: string; count: number; ratio: number; flag: boolean; err: Error;
  user: { id: string; name: string; level: string };
  tags: string[]; cache: Map<string, string>; names: Set<string>; big: bigint; when: Date; loose: unknown;
}

export async function run(
  { id, count, ratio, flag, err, user, tags, cache, names, big, when, loose }: World,
  trace: <T>(value: T) => T,
  later: <T>(value: T) => Promise<T>,
): Promise<number> {
  let counter = 0;
  ${statement}
  return counter;
}
`;
}

interface Library {
  readonly name: string;
  readonly files: Readonly<Record<string, string>>;
  /** The logger as the rewritten code imports it, writing into `lines`. */
  logger(lines: string[], created: string | undefined): object;
}

const sink = (lines: string[]) =>
  new Writable({
    write(chunk: Buffer, _encoding, done) {
      lines.push(chunk.toString());
      done();
    },
  });

const libraries: readonly Library[] = [
  {
    name: 'pino',
    files: {
      'package.json': '{ "type": "module", "dependencies": { "pino": "9" } }',
      'src/logger.ts': "import { pino } from 'pino';\n\nexport const logger = pino();\n",
    },
    logger: (lines) => pino({ level: 'debug' }, sink(lines)),
  },
  {
    name: 'winston',
    files: {
      'package.json': '{ "type": "module", "dependencies": { "winston": "3" } }',
      'src/logger.ts': "import { createLogger } from 'winston';\n\nexport const logger = createLogger();\n",
    },
    logger(lines) {
      // The types of winston keep its constructors and its instances apart.
      const transport: unknown = new winston.transports.Stream({ stream: sink(lines) });
      return winston.createLogger({
        level: 'debug',
        format: winston.format.json(),
        transports: transport as winston.transport,
      });
    },
  },
  {
    name: 'the logger that Grace writes',
    files: { 'package.json': '{ "type": "module" }' },
    logger(lines, created) {
      const stream = { write: (text: string) => void lines.push(text) };
      const module = load(created ?? '', {}, { stdout: stream, stderr: stream, env: {} });
      return module['logger'] as object;
    },
  },
];

describe.each(libraries)('$name', (library) => {
  test('drops no value and evaluates everything once, in order', { timeout: 120_000 }, async () => {
    let converted = 0;
    await fc.assert(
      fc.asyncProperty(call, async (made) => {
        const rewritten = rewrite(library, sourceOf(made.code));
        if (!rewritten) return;
        converted += 1;
        const before = await observe(sourceOf(made.code), {});
        const lines: string[] = [];
        const after = await observe(rewritten.text, { logger: library.logger(lines, rewritten.created) });
        expect(after, made.code).toEqual(before);
        const written = lines.join('').replaceAll('\\"', '"');
        for (const marker of made.markers)
          expect(written, `${made.code}\n${rewritten.text}`).toContain(marker);
        expect(lines, made.code).toHaveLength(1);
      }),
      { numRuns: shapesPerLibrary, seed: 20_261_123 },
    );
    expect(converted).toBeGreaterThanOrEqual(shapesPerLibrary / 2);
  });
});

/** The file after the rewrite; `undefined` when it was refused, which loses nothing. */
function rewrite(
  library: Library,
  source: string,
): { text: string; created: string | undefined } | undefined {
  const files = new Map(Object.entries({ ...library.files, 'src/app.ts': source }));
  const fixture = fixtureWorld(files);
  const run = runIntent(
    improveLogging,
    fixture.file('src/app.ts'),
    { start: 0, end: source.length },
    fixture.view('src/app.ts'),
  );
  if (!run || isRefusal(run)) return undefined;
  const after = (path: string) => run.change.files.find((file) => file.path === path)?.after ?? undefined;
  const text = after('src/app.ts');
  return text === undefined ? undefined : { text, created: after('src/logger.ts') };
}

/** Runs the generated function and tells what was evaluated, in order. */
async function observe(source: string, modules: Readonly<Record<string, object>>): Promise<unknown> {
  const evaluated: unknown[] = [];
  const note = <T>(value: T): T => {
    evaluated.push(value);
    return value;
  };
  const { run } = load(source, modules, process);
  const later = <T>(value: T) => Promise.resolve(note(value));
  const counter: unknown = await (run as (...args: unknown[]) => Promise<unknown>)(world, note, later);
  return { evaluated, counter };
}

const silent = Object.fromEntries(
  ['log', 'info', 'warn', 'error', 'debug'].map((method) => [method, () => undefined]),
);

type Run = (...args: unknown[]) => void;

/** Loads TypeScript as a CommonJS module with a silent console. */
function load(
  source: string,
  modules: Readonly<Record<string, object>>,
  host: object,
): Record<string, unknown> {
  const { outputText } = ts.transpileModule(source, {
    compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2023 },
  });
  const exported: Record<string, unknown> = {};
  const require = (name: string) => (name === 'node:util' ? util : modules);
  const run = compileFunction(outputText, ['require', 'exports', 'console', 'process']) as Run;
  run(require, exported, silent, host);
  return exported;
}
