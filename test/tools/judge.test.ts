import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { newProblems, openFullCompiler } from '../../tools/bench/judge/full-compiler.mts';
import { drawSites } from '../../tools/bench/safety/sites.mts';
import { functionAt, strip, typeAt } from '../../tools/bench/types/functions.mts';
import { recoveredIn } from '../../tools/bench/types/recovered.mts';
import { seeded } from '../support/unreliable-disk.ts';
import { temporaryTree } from '../support/analysis.ts';

const shapes = `export class Shape {
  constructor(private readonly sides: number, readonly name?: string) {}
  scaled = (factor: number | undefined, ...rest: string[]): Shape => { rest.pop(); return new Shape(this.sides, rest[0]); };
}
export function area(this: void, { width }: { width: number }, height = 2): number { const all = width * height; return all; }
`;
const user = `import { area } from './shapes';\nexport const twice: number = area({ width: 1 }) * 2;\n`;
const { root, remove } = temporaryTree({
  'tsconfig.json': JSON.stringify({
    compilerOptions: {
      strict: true,
      lib: ['es5'],
      types: [],
      module: 'preserve',
      declaration: true,
      outDir: 'out',
    },
    include: ['src'],
  }),
  'src/shapes.ts': shapes,
  'src/user.ts': user,
});
afterAll(remove);
const source = { name: 'shapes', root, share: 1 };
const compiler = openFullCompiler(root);
const file = join(root, 'src/shapes.ts');

describe('the full compiler', () => {
  test('has no complaint about the project as it is', () => {
    expect([...compiler.baseline]).toEqual([]);
  });

  test('sees what a change breaks in another file, and agrees with a program that starts from nothing', () => {
    const after = new Map([[file, shapes.replace('height = 2): number', 'height = 2): string')]]);
    const found = newProblems(compiler.problems(after), compiler.baseline);
    expect(found.map((problem) => problem.slice(root.length)).sort()).toEqual([
      "/src/shapes.ts: TS2322 Type 'number' is not assignable to type 'string'.",
      "/src/user.ts: TS2362 The left-hand side of an arithmetic operation must be of type 'any', 'number', 'bigint' or an enum type.",
    ]);
    expect([...compiler.problemsFromScratch(after)].sort()).toEqual([...compiler.problems(after)].sort());
  });

  test('judges every change against the original, not against the one before', () => {
    expect([...compiler.problems(new Map([[file, `${shapes}// said\n`]]))]).toEqual([]);
  });

  test('counts how often something is said', () => {
    const said = new Map([['a.ts: TS1 No.', 2]]);
    expect(newProblems(said, new Map([['a.ts: TS1 No.', 1]]), new Map())).toEqual(['a.ts: TS1 No.']);
    expect(newProblems(said, new Map(), said)).toEqual([]);
  });
});

describe('the stripped types', () => {
  const places = [0, 1, 2].map((index) => ({ path: 'src/shapes.ts', index }));

  test('are all of one function, and nothing else of it', () => {
    const [constructor, arrow, area] = places.map((place) => strip(source, place));
    expect(constructor?.text).toContain('constructor(private readonly sides, readonly name?) {}');
    expect(arrow?.text).toContain('scaled = (factor, ...rest) => {');
    expect(area?.text).toContain('function area(this: void, { width }, height = 2) {');
    expect(area?.annotations).toEqual([
      { slot: 1, text: '{ width : number }' },
      { slot: 'return', text: 'number' },
    ]);
    const carets = [constructor, arrow, area].map((each) => each?.text.slice(each.caret, each.caret + 4));
    expect(carets).toEqual(['cons', '(fac', 'area']);
  });

  test('are found again in another text, whatever the white space', () => {
    const [place] = places.slice(2);
    if (!place) throw new Error('There is no such place.');
    const stripped = strip(source, place);
    const texts = new Map([
      [
        file,
        `// more\n${shapes.replace('{ width: number }', '{\n width: number }').replace('): number', '): any')}`,
      ],
    ]);
    const { annotations, newProblems: added } = recoveredIn(compiler, place, stripped, texts);
    expect(annotations.map(({ exact, wayOut }) => ({ exact, wayOut }))).toEqual([
      { exact: true, wayOut: false },
      { exact: false, wayOut: true },
    ]);
    expect(added).toEqual([]);
    const { node } = functionAt(place.path, stripped.text, place.index);
    expect(typeAt(node, 'return')).toBeUndefined();
  });

  test('break a function where neither the original nor the stripped one is broken', () => {
    const [, place] = places;
    if (!place) throw new Error('There is no such place.');
    const stripped = strip(source, place);
    const broken = new Map([[file, shapes.replace('...rest: string[]', '...rest: number[]')]]);
    expect(recoveredIn(compiler, place, stripped, broken).newProblems).toHaveLength(1);
    // The stripped text has its own complaints, about parameters without a type: they count for nobody.
    expect(recoveredIn(compiler, place, stripped, new Map([[file, stripped.text]])).newProblems).toEqual([]);
  });
});

test('sites are runs of statements or expressions, the same for a seed, and more of them begin with the same', () => {
  const draw = (count: number) => drawSites(source, compiler.fileNames, count, seeded(3), () => true);
  const texts = draw(4).map(({ span }) => shapes.slice(span.start, span.end));
  expect(draw(4)).toEqual(draw(4));
  expect(draw(4).slice(0, 2)).toEqual(draw(2));
  expect(texts).toContain('const all = width * height;');
});
