import { expect, it } from 'vitest';
import { newNames } from '../../../server/src/services/analysis/worker/semantic/new-names.ts';

const namesIn = (before: string | null, after: string | null, path = 'a.ts') =>
  newNames({ files: [{ path, before, after }] }).map(({ name }) => name);

it('names what a change declares at the top level and in classes, once each', () => {
  const before = "import { kept } from './kept.js';\nclass Shop { open() {} }\nfunction known() {}\n";
  const after = `import first, { kept, type second as renamed } from './kept.js';
import * as space from './space.js';
class Shop { open() {} #total = 0; close() {} }
function known() { function inner() {} }
function overload(value: string): void;
function overload(value: unknown): void {}
const { a, b: [c] } = known();
interface Shape {} type Size = 1; enum Mode {}
export default class { run() {} }
`;
  expect(namesIn(before, after)).toEqual([
    'first',
    'renamed',
    'space',
    'Shop.#total',
    'Shop.close',
    'overload',
    'a',
    'c',
    'Shape',
    'Size',
    'Mode',
    'default.run',
  ]);
});

it('names nothing of files that come, go or hold no code', () => {
  expect(namesIn(null, 'const a = 1;')).toEqual([]);
  expect(namesIn('const a = 1;', null)).toEqual([]);
  expect(namesIn('{}', '{"a": 1}', 'a.json')).toEqual([]);
});
