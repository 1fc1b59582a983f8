/**
 * Files of ours that run inside the workspace's test processes, by name; they lie beside the sandbox. They run on the
 * workspace's Node, so they use nothing newer than Node 18.
 *
 * `recorder.cjs` is loaded before anything else in every process and thread of a run (`--require`). It writes down, one
 * JSON array a line, which test file entered which probe, and what no probe can see: processes and threads that a test
 * starts, sources and functions that are looked at as text, files that are left in the tree. It takes the functions it needs
 * before a test can replace them, writes at once, and says that a line was lost as soon as it can write again.
 *
 * `jest-filter.cjs` leaves test files out of a run of Jest.
 */
export const recorderFiles: Readonly<Record<string, string>> = {
  'recorder.cjs': `'use strict';
const fs = require('node:fs');
const { fileURLToPath } = require('node:url');
const { basename, dirname, join, resolve, sep } = require('node:path');
const { GRACE_MARKS: marks, GRACE_MARKS_TREE: tree, GRACE_MARKS_RUNNER: runner } = process.env;
const key = Symbol.for('grace.recorder');
if (marks && tree && !globalThis[key]) install();

function install() {
  const { openSync, writeSync, realpathSync } = fs;
  const { stringify } = JSON;
  const bytes = Buffer.from.bind(Buffer);
  let file = openSync(marks, 'a');
  let lost = false;
  let only;
  const write = (line) => {
    try {
      if (writeSync(file, line) === line.length) return;
    } catch {}
    file = openSync(marks, 'a');
    if (writeSync(file, line) !== line.length) throw new Error('cut off');
  };
  const say = (record) => {
    try {
      write(bytes((lost ? '["lost",null]\\n' : '') + stringify(record) + '\\n'));
      lost = false;
    } catch {
      lost = true;
    }
  };
  const script = process.argv[1];
  // A runner that is installed in the tree is no test file.
  const isOurs = script && script.startsWith(tree + sep) && !script.includes(sep + 'node_modules' + sep);
  const scripted = isOurs ? script : null;
  const isOwn = runner === 'node:test' ? process.env.NODE_TEST_CONTEXT !== undefined : true;
  /** What cannot be told belongs to every test file of the run. */
  const testOf = (world) => {
    try {
      return named(world);
    } catch {
      return null;
    }
  };
  const named = (world) => {
    if (runner === 'vitest') {
      const state = (world && world.__vitest_worker__) || globalThis.__vitest_worker__;
      return (state && state.filepath) || null;
    }
    if (runner === 'jest') {
      const matchers = world && world[Symbol.for('$$jest-matchers-object')];
      return (matchers && matchers.state && matchers.state.testPath) || null;
    }
    return isOwn ? scripted : null;
  };
  /** Realms whose texts of functions are watched. */
  const watched = new WeakSet();
  /** Packages that ask only whether something is a class, or comes with the engine. */
  const shapes = /^(?:lodash|lodash[.-].*|immer|mobx|core-js.*|is-.*|es-.*|chai|get-func-name|sinon|@sinonjs\\/.*|vitest|@vitest\\/.*|jest-.*|@jest\\/.*)$/;
  const hide = (object, value) => Object.defineProperty(object, key, { value, enumerable: false });
  const recorder = (probe, path, world, missed) => {
    const test = testOf(world);
    // Modules stay loaded from one test file to the next, so the second would seem to load less than it needs.
    if (runner === 'vitest' && test !== null) {
      if (only !== undefined && only !== test) say(['shared']);
      only = test;
    }
    if (!watched.has(world)) watchTexts(world, test);
    if (missed) say(['lost', test]);
    say(['hit', probe, path, test]);
  };
  hide(globalThis, recorder);
  hide(fs, recorder);
  const began = testOf(globalThis);
  if (began !== null) say(['began', began]);

  const runners = /^(?:vitest|tinypool|@vitest\\/.*|jest|jest-.*|@jest\\/.*|tap|@tapjs\\/.*)$/;
  const loaders =
    /^(?:vitest|@vitest\\/.*|vite|vite-node|jest|jest-.*|@jest\\/.*|babel-jest|ts-jest|ts-node|tsx|esbuild-register|pirates|source-map-support|stack-utils|v8-to-istanbul|istanbul-.*|@swc\\/.*|@swc-node\\/.*|@babel\\/.*|@tapjs\\/.*)$/;
  /** Whose call this is: 'node', a package, or 'own' for code of the workspace and where it cannot be told. */
  const caller = (passed) => {
    const { stackTraceLimit, prepareStackTrace } = Error;
    let files;
    try {
      Error.stackTraceLimit = 200;
      Error.prepareStackTrace = (_error, sites) => sites.map((site) => site.getFileName() || '');
      files = new Error().stack;
    } catch {
    } finally {
      Error.stackTraceLimit = stackTraceLimit;
      Error.prepareStackTrace = prepareStackTrace;
    }
    if (!Array.isArray(files)) return 'own';
    // What is called back without anybody of the workspace on the stack may have been handed over by it.
    let last = 'own';
    for (const name of files) {
      if (name === '' || name === __filename) continue;
      if (name.startsWith('node:internal/modules/')) return 'node';
      if (name.startsWith('node:internal/test_runner/')) return testOf(globalThis) === null ? 'node' : 'own';
      if (name.startsWith('node:internal/fs/')) last = 'node';
      if (name.startsWith('node:')) continue;
      const found = /.*[\\\\/]node_modules[\\\\/]((?:@[^\\\\/]+[\\\\/])?[^\\\\/]+)/.exec(name);
      if (!found) return 'own';
      const owner = found[1].replace('\\\\', '/');
      if (!passed.includes(owner)) return owner;
      last = 'node';
    }
    return last;
  };
  /** In a process that runs no test, packages do what the runner needs; Jest does not say which test it is at. */
  const isRunners = (owner, allowed, test) =>
    owner === 'node' || allowed.test(owner) || (owner !== 'own' && test === null && runner !== 'jest');
  /** It prints where HEAD is, and reads no file of the tree. */
  const harmless = /^git rev-parse(?: [\\w=./^~-]+)*$/;
  const started = (words) => {
    const test = testOf(globalThis);
    if (harmless.test(words) || isRunners(caller([]), runners, test)) return;
    say(['starts', test]);
  };
  /** Of the options that a process is spawned with: a command for the shell, or its words. */
  const wordsOf = (options) => {
    const words = options && Array.isArray(options.args) ? options.args : [];
    return /^(?:.*[\\/])?sh$/.test(words[0]) && words[1] === '-c' && words.length === 3 ? words[2] : words.join(' ');
  };
  const pathOf = (target) => {
    const named =
      target instanceof URL ? fileURLToPath(target) : Buffer.isBuffer(target) ? String(target) : target;
    return typeof named === 'string' ? named : '';
  };
  const isIn = (real) => real === tree || real.startsWith(tree + sep);
  const read = (target, kinds) => {
    try {
      const named = pathOf(target);
      if (named === '' || !kinds.test(named)) return;
      const test = testOf(globalThis);
      if (isRunners(caller(['graceful-fs', 'fs-extra', 'typescript']), loaders, test)) return;
      let real = resolve(named);
      try {
        real = realpathSync(real);
      } catch {}
      if (isIn(real)) say(['reads', real, test]);
    } catch {}
  };
  const wrote = new Set();
  /** What one test file leaves in the tree, another may find there. What is installed, and caches there, is nobody's. */
  const written = (target) => {
    try {
      const named = pathOf(target);
      if (named === '') return;
      let real = resolve(named);
      try {
        real = join(realpathSync(dirname(real)), basename(real));
      } catch {}
      if (!isIn(real) || real.includes(sep + 'node_modules' + sep)) return;
      const test = testOf(globalThis);
      if (wrote.has(test) || isRunners(caller(['graceful-fs', 'fs-extra']), loaders, test)) return;
      wrote.add(test);
      say(['writes', test]);
    } catch {}
  };
  const before = (object, name, look) => {
    const original = object[name];
    if (typeof original !== 'function') return;
    const wrapped = function (...values) {
      look(...values);
      return new.target ? Reflect.construct(original, values, new.target) : Reflect.apply(original, this, values);
    };
    Object.defineProperties(wrapped, Object.getOwnPropertyDescriptors(original));
    object[name] = wrapped;
  };
  /** Only where the flags say so: a file that is opened is read as a rule. */
  const writes = (flags) => (typeof flags === 'string' ? /[wa+]/.test(flags) : typeof flags === 'number' && (flags & 3) !== 0);
  const both = (name, look) => {
    before(fs, name, look);
    before(fs, name + 'Sync', look);
    before(fs.promises, name, look);
  };
  for (const name of ['writeFile', 'appendFile', 'unlink', 'rm', 'rmdir', 'mkdir', 'mkdtemp', 'truncate']) both(name, written);
  for (const name of ['rename', 'copyFile', 'cp', 'link', 'symlink'])
    both(name, (from, to) => {
      if (name === 'rename') written(from);
      written(to);
    });
  both('open', (target, flags) => writes(flags) && written(target));
  before(fs, 'createWriteStream', written);
  const code = /\\.[cm]?[jt]sx?$/;
  for (const name of ['readFile', 'readFileSync', 'open', 'openSync', 'createReadStream', 'openAsBlob', 'copyFile', 'copyFileSync']) {
    before(fs, name, (target) => read(target, code));
    before(fs.promises, name, (target) => read(target, code));
  }
  for (const name of ['cp', 'cpSync']) {
    before(fs, name, (target) => read(target, /^/));
    before(fs.promises, name, (target) => read(target, /^/));
  }
  const processes = require('node:child_process');
  before(processes.ChildProcess.prototype, 'spawn', (options) => started(wordsOf(options)));
  before(processes, 'execSync', (command) => started(String(command)));
  for (const name of ['spawnSync', 'execFileSync'])
    before(processes, name, (file, words) => started([file, ...(Array.isArray(words) ? words : [])].join(' ')));
  const threads = require('node:worker_threads');
  const { Worker } = threads;
  threads.Worker = class extends Worker {
    constructor(...values) {
      started('');
      super(...values);
    }
  };
  Object.defineProperty(threads.Worker, 'name', { value: 'Worker' });
  require('node:module').syncBuiltinESMExports();
  watchTexts(globalThis, null);

  /** A test that looks at the text of a function rests on all of it; each realm has functions of its own. */
  function watchTexts(world, test) {
    watched.add(world);
    try {
      const { Function: own, Proxy: Wrapped, Reflect: reflect } = world;
      const apply = (target, self, values) => {
        const text = reflect.apply(target, self, values);
        try {
          if (text.includes('__graceProbe(') && !shapes.test(caller([]))) say(['shows', testOf(world)]);
        } catch {}
        return text;
      };
      own.prototype.toString = new Wrapped(own.prototype.toString, { apply });
    } catch {
      say(['shows', test]);
    }
  }
}
`,
  'jest-filter.cjs': `'use strict';
const { readFileSync } = require('node:fs');
module.exports = async (tests) => {
  const { except, takes } = JSON.parse(readFileSync(process.env.GRACE_JEST_EXCEPT, 'utf8'));
  const without = new Set(except);
  const kept = tests.filter((test) => !without.has(test));
  return { filtered: takes === 'objects' ? kept.map((test) => ({ test })) : kept };
};
`,
};
