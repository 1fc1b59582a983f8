import { execFile } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { probeBodies } from '../../../../server/src/services/analysis/probes/index.ts';
import { recorderFiles } from '../../../../server/src/services/proof/map/index.ts';
import { plainHitsOf, readMarks, type Marks } from '../../../../server/src/services/proof/map/marks.ts';

let folder = '';
beforeEach(() => void (folder = realpathSync(mkdtempSync(join(tmpdir(), 'grace-recorder-')))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const source = 'exports.add = (a, b) => a + b;\nexports.never = () => 0;\n';

/** Runs one test file in a process of its own, as a runner does, and reads what was recorded of it. */
async function record(
  test: string,
  files: Readonly<Record<string, string>> = {},
  {
    runner = 'tap',
    env = {},
    script = 'test/a.test.js',
  }: { readonly runner?: string; readonly env?: Record<string, string>; readonly script?: string } = {},
): Promise<Marks & { readonly own: readonly string[] }> {
  const tree = join(folder, 'tree');
  const hits = join(folder, 'hits');
  const write = (path: string, text: string) => {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  };
  const probed = probeBodies({ path: 'src/a.js', before: source, after: source }, []);
  write(join(tree, 'src/a.js'), probed?.text.replaceAll(probed.hitsToken, hits) ?? '');
  write(join(tree, 'test/a.test.js'), test);
  for (const [path, text] of Object.entries(files)) write(join(tree, path), text);
  write(join(folder, 'recorder.cjs'), recorderFiles['recorder.cjs'] ?? '');
  writeFileSync(join(folder, 'marks'), '');
  writeFileSync(hits, '');
  await promisify(execFile)(process.execPath, [join(tree, script)], {
    cwd: tree,
    env: {
      PATH: process.env['PATH'],
      NODE_OPTIONS: `--require=${JSON.stringify(join(folder, 'recorder.cjs'))}`,
      ...{ GRACE_MARKS: join(folder, 'marks'), GRACE_MARKS_TREE: tree, GRACE_MARKS_RUNNER: runner },
      ...env,
    },
  });
  const marks = readMarks(readFileSync(join(folder, 'marks'), 'utf8'), readFileSync(hits, 'utf8'));
  const name = join(tree, 'test/a.test.js');
  const own = [
    ...[...(marks.hits.get(name)?.get('src/a.js') ?? [])].map((probe) => `hit ${probe}`),
    ...(marks.opaque.has(name) ? ['opaque'] : []),
    ...(marks.writers.has(name) ? ['writes'] : []),
    ...marks.reads.map(
      ({ path, test: by }) => `reads ${path.slice(tree.length + 1)}${by === name ? '' : ' ?'}`,
    ),
  ];
  return { ...marks, own: own.sort() };
}

const loads = "const { add } = require('../src/a.js');";

describe('the recorder', () => {
  it('tells which bodies a test file entered, and which only stood there', async () => {
    expect(await record(`${loads} add(1, 2);`)).toMatchObject({
      own: ['hit 0', 'hit 1'],
      unusable: undefined,
    });
    expect((await record(loads)).own).toEqual(['hit 0']);
    expect((await record('1;')).hits.get(join(folder, 'tree/test/a.test.js'))?.size).toBe(0);
  });

  it.each([
    [
      'what it writes with',
      "const fs = require('fs'); fs.writeSync = fs.openSync = fs.appendFileSync = () => 0;",
    ],
    ['how it makes a line', "JSON.stringify = () => 'x'; Buffer.from = () => Buffer.alloc(0);"],
    ['the process', "Object.defineProperty(globalThis, 'process', { value: { platform: 'win32' } });"],
    ['standard output', 'process.stdout.write = () => true;'],
  ])('misses nothing where a test replaces %s', async (_what, replaces) => {
    expect((await record(`${loads} ${replaces} add(1, 2);`)).own).toEqual(['hit 0', 'hit 1']);
    expect((await record(`${replaces} const a = require('../src/a.js'); a.add(1, 2);`)).own).toEqual([
      'hit 0',
      'hit 1',
    ]);
  });

  it.each([
    ['spawn', "require('child_process').spawn(process.execPath, ['-v']);"],
    [
      'execFile by name',
      "const { execFile } = require('child_process'); execFile(process.execPath, ['-v']);",
    ],
    ['spawnSync', "require('child_process').spawnSync(process.execPath, ['-v']);"],
    ['execSync', "require('child_process').execSync('true');"],
    ['an import', "import('node:child_process').then(({ execFileSync }) => execFileSync('true'));"],
    ['git that reads the tree', "require('child_process').execSync('git status || true');"],
    ['more behind what is harmless', "require('child_process').exec('git rev-parse HEAD; node src/a.js');"],
    [
      'a file of the tree out of git',
      "require('child_process').spawnSync('git', ['rev-parse', 'HEAD:a.js']);",
    ],
    [
      'words with more in them',
      "require('child_process').spawnSync('git rev-parse', ['HEAD;true'], { shell: true });",
    ],
    ['the runner itself', "require('node:test').run({ files: [process.cwd() + '/src/a.js'] }).resume();"],
    ['a thread', "new (require('worker_threads').Worker)('1', { eval: true });"],
  ])('knows that a test started something of its own: %s', async (_how, starts) => {
    expect((await record(starts)).own).toContain('opaque');
  });

  it.each([
    ['exec', "require('child_process').exec('git rev-parse --short=8 HEAD', () => 0);"],
    ['execFile', "require('child_process').execFile('git', ['rev-parse', 'HEAD'], () => 0);"],
    [
      'execSync',
      "try { require('child_process').execSync('git rev-parse HEAD', { stdio: 'ignore' }); } catch {}",
    ],
    ['spawnSync', "require('child_process').spawnSync('git', ['rev-parse', 'HEAD']);"],
  ])('lets a test ask git where HEAD is, by %s', async (_how, starts) => {
    expect((await record(starts)).own).toEqual([]);
  });

  it.each([
    ['readFileSync', "require('fs').readFileSync('src/a.js');"],
    ['readFile by name', "const { readFile } = require('fs'); readFile('src/a.js', () => 0);"],
    ['a promise', "import('node:fs/promises').then(({ readFile }) => readFile('src/a.js'));"],
    ['a stream', "require('fs').createReadStream('src/a.js').resume();"],
    ['an open file', "require('fs').openSync('src/a.js', 'r');"],
    ['a URL', "require('fs').readFileSync(require('url').pathToFileURL(process.cwd() + '/src/a.js'));"],
    ['a package', "require('teller')(process.cwd() + '/src/a.js');"],
    ['a callback', "Promise.resolve('src/a.js').then(require('fs').readFileSync);"],
  ])('knows that a test read a source as text: %s', async (_how, reads) => {
    const teller = {
      'node_modules/teller/index.js': "module.exports = (path) => require('fs').readFileSync(path);",
    };
    const { own } = await record(reads, teller);
    expect(own).toContain('reads src/a.js');
  });

  it.each([
    ['toString', `${loads} add.toString();`],
    ['a template', `${loads} '' + add;`],
    ['a call of the function', `${loads} Function.prototype.toString.call(add);`],
    ['a package', `${loads} require('teller')(add);`],
  ])('knows that a test looked at the text of a function: %s', async (_how, looks) => {
    const teller = { 'node_modules/teller/index.js': 'module.exports = (of) => `${of}`;' };
    expect((await record(looks, teller)).own).toContain('opaque');
  });

  it('does not mind texts of functions that are no source of the workspace, nor packages that know shapes', async () => {
    const shapes = { 'node_modules/lodash/index.js': 'module.exports = (of) => `${of}`;' };
    const plain = `${loads} String(() => 1); String(Array.prototype.map); require('lodash')(add);`;
    expect((await record(plain, shapes)).own).toEqual(['hit 0']);
    const native = "if (!String(Function.prototype.toString).includes('[native code]')) throw new Error();";
    expect((await record(native)).own).toEqual([]);
  });

  it('watches texts of functions in the realm that they are run in', async () => {
    const realm = `const { createContext, runInContext } = require('vm');
      const inner = createContext({ process, require, module, exports: {} });
      runInContext(require('fs').readFileSync('data.txt', 'utf8'), inner);`;
    const text = probeBodies({ path: 'src/a.js', before: source, after: source }, [])?.text ?? '';
    const data = { 'data.txt': `${text}\n'' + exports.add;` };
    expect((await record(realm, data)).own).toEqual(['hit 0', 'opaque']);
  });

  it.each([
    ['writeFileSync', "require('fs').writeFileSync('out.txt', '');"],
    ['a promise', "import('node:fs/promises').then(({ appendFile }) => appendFile('test/out.txt', ''));"],
    ['a stream', "require('fs').createWriteStream('out.txt').end();"],
    ['an open file', "require('fs').openSync('out.txt', 'w');"],
    [
      'flags as a number',
      "const fs = require('fs'); fs.openSync('out.txt', fs.constants.O_CREAT | fs.constants.O_RDWR);",
    ],
    ['a copy', "require('fs').copyFileSync('package.json', 'copy.json');"],
    ['a new name', "require('fs').renameSync('package.json', process.env.TO);"],
    ['a folder', "require('fs').mkdirSync('out/deep', { recursive: true });"],
    ['what is taken away', "require('fs').rmSync('package.json');"],
    ['a package', "require('teller')('out.txt');"],
  ])('knows that a test left something in the tree: %s', async (_how, writes) => {
    const files = {
      'package.json': '{}',
      'node_modules/teller/index.js': "module.exports = (path) => require('fs').writeFileSync(path, '');",
    };
    expect((await record(writes, files, { env: { TO: join(folder, 'to') } })).own).toEqual(['writes']);
  });

  it('does not mind what a test writes elsewhere, or what is cached among installs', async () => {
    const writes = `const fs = require('fs'); fs.writeFileSync(process.env.TO, '');
      fs.writeFileSync('node_modules/.cache', ''); fs.openSync('package.json', 'r'); fs.openSync('package.json');`;
    const files = { 'package.json': '{}', 'node_modules/a/index.js': '' };
    expect((await record(writes, files, { env: { TO: join(folder, 'to') } })).own).toEqual([]);
  });

  it('sees through links, and sees copies of folders', async () => {
    mkdirSync(join(folder, 'tree/node_modules'), { recursive: true });
    symlinkSync(join(folder, 'tree/src'), join(folder, 'tree/node_modules/linked'));
    expect((await record("require('fs').readFileSync('node_modules/linked/a.js');")).own).toContain(
      'reads src/a.js',
    );
    expect(
      (
        await record(
          "require('fs').cpSync('src', process.env.TO, { recursive: true });",
          {},
          { env: { TO: join(folder, 'to') } },
        )
      ).own,
    ).toContain('reads src');
  });

  it('does not take loading for reading', async () => {
    expect((await record(`${loads} import('../src/a.js');`)).reads).toEqual([]);
    expect((await record("require('fs').readFileSync('data.json');", { 'data.json': '{}' })).reads).toEqual(
      [],
    );
    const pirates = { 'node_modules/pirates/index.js': "require('fs').readFileSync('src/a.js');" };
    expect((await record("require('pirates');", pirates)).reads).toEqual([]);
  });

  it('says when test files share one process, and when it cannot say which is running', async () => {
    const vitest = { runner: 'vitest' };
    const both = `globalThis.__vitest_worker__ = { filepath: '/one' }; ${loads}
      globalThis.__vitest_worker__.filepath = '/two'; add(1, 2);`;
    expect((await record(both, {}, vitest)).unusable).toBe('Test files share one process.');
    const none = await record(`${loads} add(1, 2);`, {}, vitest);
    expect([...(none.hits.get('')?.get('src/a.js') ?? [])]).toEqual([0, 1]);
  });

  it('gives what a runner that is installed in the tree executes itself to all test files', async () => {
    const runner = { 'node_modules/tap/run.js': "require('../../src/a.js').add(1, 2);" };
    const { hits } = await record('', runner, { script: 'node_modules/tap/run.js' });
    expect([...hits.keys()]).toEqual(['']);
    expect([...(hits.get('')?.get('src/a.js') ?? [])]).toEqual([0, 1]);
  });

  it('says when a process ran without it', async () => {
    expect((await record(loads, {}, { env: { NODE_OPTIONS: '' } })).unusable).toContain('no recorder');
  });
});

describe('marks', () => {
  const hit = '["hit",0,"src/a.js","/t"]\n';

  it.each([
    ['cut off', `${hit}["hit",1,"src`],
    ['of a kind that is not known', `${hit}["other"]`],
    ['without a probe', '["hit","0","src/a.js","/t"]'],
    ['lost by nobody knows whom', `${hit}["lost",null]`],
    ['of processes that no test started', '["starts",null]'],
  ])('teach nothing where one is %s', (_how, text) => {
    expect(readMarks(text, '').unusable).toBeDefined();
    expect(readMarks(hit, '').unusable).toBeUndefined();
  });

  it('tell what was executed also where they teach nothing', () => {
    for (const [text, plain] of [
      [hit, '1 src/a.js\n'],
      [`["shared"]\n${hit}`, ''],
    ] as const) {
      const marks = readMarks(text, plain);
      expect(marks.unusable).toBeDefined();
      expect(plainHitsOf(marks)).toBe('0 src/a.js\n');
    }
  });

  it('leave out the test file that lost one', () => {
    const marks = readMarks(`${hit}["lost","/t"]\n["hit",0,"src/a.js","/u"]\n`, '');
    expect(marks.unusable).toBeUndefined();
    expect([...marks.opaque]).toEqual(['/t']);
  });
});
