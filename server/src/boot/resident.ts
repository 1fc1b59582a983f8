/** Entry of the resident tools (`dist/resident.js`). It runs on the workspace's Node, which may be as old as 18. */
import { readdirSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import process from 'node:process';
import { createResidentTsc, serveQuestions, type Compiler } from '../services/proof/worker.ts';

const load = createRequire(__filename);

const tsc = createResidentTsc((home) => load(`${home}/lib/typescript.js`) as Compiler, {
  now: () => Date.now(),
  names(folder) {
    try {
      return readdirSync(folder);
    } catch {
      return undefined;
    }
  },
  stamp(path) {
    const stat = statSync(path, { throwIfNoEntry: false });
    if (!stat) return undefined;
    const { ino, size, mtimeMs, ctimeMs } = stat;
    return { identity: `${ino} ${size} ${mtimeMs} ${ctimeMs}`, changedMs: Math.max(mtimeMs, ctimeMs) };
  },
});

serveQuestions(process, (question) => tsc(question));
