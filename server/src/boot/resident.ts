/** Entry of the resident tools (`dist/resident.js`). It runs on the workspace's Node, which may be as old as 18. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, realpathSync, statSync, type Dirent } from 'node:fs';
import { createRequire } from 'node:module';
import process from 'node:process';
import {
  createResidentEslint,
  createResidentTsc,
  serveQuestions,
  type Compiler,
  type LinterClass,
  type LinterPackage,
  type ResidentDisk,
} from '../services/proof/worker.ts';

const load = createRequire(__filename);

/** What is not there, or may not be read, is nothing: a new run would say so in words. */
function orNothing<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

const disk: ResidentDisk = {
  now: () => Date.now(),
  names: (folder) => orNothing(() => readdirSync(folder)),
  entries: (folder) =>
    (orNothing(() => readdirSync(folder, { withFileTypes: true })) ?? []).map((entry) => ({
      name: entry.name,
      kind: kindOf(entry),
    })),
  text: (path) => orNothing(() => readFileSync(path, 'utf8')),
  digest: (path) => orNothing(() => createHash('sha256').update(readFileSync(path)).digest('hex')),
  realPath: (path) => orNothing(() => realpathSync(path)),
  stamp(path) {
    const stat = statSync(path, { throwIfNoEntry: false });
    if (!stat) return undefined;
    const { ino, size, mtimeMs, ctimeMs } = stat;
    return { identity: `${ino} ${size} ${mtimeMs} ${ctimeMs}`, changedMs: Math.max(mtimeMs, ctimeMs) };
  },
};

/** A link to a file is looked at like the file; one to a folder is not followed. */
function kindOf(entry: Dirent): 'file' | 'folder' | 'other' {
  if (entry.isDirectory()) return 'folder';
  return entry.isFile() || entry.isSymbolicLink() ? 'file' : 'other';
}

const tsc = createResidentTsc((home) => load(`${home}/lib/typescript.js`) as Compiler, disk);
const eslint = createResidentEslint(
  {
    cwd: process.cwd(),
    load: (home) => load(home) as LinterPackage,
    loadFlat: (home) =>
      (load(`${home}/lib/unsupported-api.js`) as { readonly FlatESLint?: LinterClass }).FlatESLint,
    isLoaded: (path) => path in load.cache,
  },
  disk,
);

serveQuestions(process, (question) => (question.tool === 'tsc' ? tsc(question) : eslint(question)));
