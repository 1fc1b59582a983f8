import { refused, systemClock, throwIfCancelled } from '../../../server/src/base/index.ts';
import {
  createRefactorService,
  type ProposeRequest,
  type RefactorService,
} from '../../../server/src/features/refactor/index.ts';
import type { ChangeSet, ProofReport, RestorePoint } from '../../../server/src/protocol/index.ts';
import type { Analysis } from '../../../server/src/services/analysis/index.ts';
import type { Proof } from '../../../server/src/services/proof/index.ts';
import type { Restore } from '../../../server/src/services/restore/index.ts';

export interface BatchWorld {
  readonly service: RefactorService;
  readonly files: Map<string, string>;
  /** Changes of every group proof, in order. */
  readonly groups: (readonly ChangeSet[])[];
  /** Every change that was screened as a combination. */
  readonly screened: ChangeSet[];
  /** How often each place was edited, by `path:line`. */
  readonly edits: string[];
  readonly warnings: string[];
}

/**
 * A workspace of texts in memory with one intent: a line `todo NAME` becomes `done NAME`, and the file gets a last line
 * `new NAME`; `refuse` on a line is refused, `bad` fails in the proof, `check` is only checked, `nolint` has no linter. Two edits of one file whose
 * names start with `!` disturb each other in the eyes of the checker, and so do edits of any files whose names end in `?`.
 */
export function batchWorld(initial: Readonly<Record<string, string>>): BatchWorld {
  const files = new Map(Object.entries(initial));
  const groups: (readonly ChangeSet[])[] = [];
  const screened: ChangeSet[] = [];
  const edits: string[] = [];
  const analysis = {
    sourceFiles: () => Promise.resolve([...files.keys()].sort()),
    find: ({ path }: { path: string }) => {
      const lines = (files.get(path) ?? '').split('\n');
      const opportunities = lines.flatMap((line, index) => {
        if (!line.startsWith('todo')) return [];
        const start = { line: index + 1, column: 1 };
        const range = { start, end: { line: index + 1, column: line.length + 1 } };
        return [
          {
            intent: 'finish',
            file: path,
            range,
            title: `Finish ${line}`,
            metrics: {},
            gain: Number(/\d/.exec(line)?.[0] ?? 1),
          },
        ];
      });
      return Promise.resolve({ opportunities });
    },
    edit({ path, span }: ProposeRequest, signal: AbortSignal) {
      throwIfCancelled(signal);
      const before = files.get(path) ?? '';
      const line = before.slice(span.start, span.end);
      edits.push(`${path}:${before.slice(0, span.start).split('\n').length}`);
      if (line.includes('refuse')) return Promise.resolve(refused(`Not ${line}.`));
      const name = line.split(' ').at(-1) ?? '';
      const after = `${before.slice(0, span.start)}${line.replace('todo', 'done')}${before.slice(span.end)}new ${name}\n`;
      const change = { files: [{ path, before, after }] };
      return Promise.resolve({ title: `Finish ${line}`, change, notes: [], declares: [{ path, name }] });
    },
    screen(change: ChangeSet) {
      screened.push(change);
      const disturbed = change.files.filter(({ after }) => (after?.match(/^new !/gm) ?? []).length > 1);
      const asking = change.files.filter(({ after }) => /^new .*\?$/m.test(after ?? ''));
      const problems = [...disturbed, ...(asking.length > 1 ? asking.slice(1) : [])];
      const newProblems = problems.map(({ path }) => ({
        tool: 'typescript',
        message: 'Disturbed.',
        file: path,
      }));
      return Promise.resolve({ newProblems, declarationsChanged: [], complete: true, ms: 1 });
    },
    filesChanged: () => undefined,
  } as unknown as Analysis;
  const proof = {
    commands: () => Promise.resolve([]),
    prove: (change) => Promise.resolve(reportOf([change])),
    proveGroup(changes) {
      groups.push(changes);
      return Promise.resolve({
        reports: changes.map((change) => reportOf([change])),
        combined: reportOf(changes.filter((change) => reportOf([change]).verdict !== 'failed')),
      });
    },
    format: (change) => Promise.resolve(change),
    dispose: () => Promise.resolve(),
  } satisfies Proof;
  let points = 0;
  const restore = {
    apply(change) {
      for (const { path, before } of change.files)
        if ((files.get(path) ?? null) !== before) return Promise.resolve(refused(`${path} changed.`));
      for (const { path, after } of change.files) files.set(path, after ?? '');
      points += 1;
      return Promise.resolve({
        ...{ id: `point-${points}`, state: 'applied', title: '', time: '' },
        files: change.files.map(({ path }) => path),
      } satisfies RestorePoint);
    },
    begin: () => Promise.resolve(refused('Not here.')),
    undo: (id) => Promise.resolve({ id, restored: [], merged: [] }),
    list: () => Promise.resolve([]),
    recover: () => Promise.resolve([]),
  } satisfies Restore;
  let ids = 0;
  const service = createRefactorService({
    analysis,
    proof,
    restore,
    approvals: { state: () => Promise.resolve(true), remember: () => Promise.resolve() },
    clock: systemClock,
    newId: () => `id-${++ids}`,
    overlays: () => new Map(),
  });
  return { service, files, groups, screened, edits, warnings: [] };
}

/** The request for the line of a file that holds these words. */
export function requestAt({ files }: BatchWorld, path: string, words: string): ProposeRequest {
  const text = files.get(path) ?? '';
  const start = text.indexOf(words);
  return { path, intent: 'finish', span: { start, end: text.indexOf('\n', start) }, proof: 'before' };
}

function reportOf(changes: readonly ChangeSet[]): ProofReport {
  const done = changes
    .flatMap(({ files }) => files)
    .flatMap(({ before, after }) => (after ?? '').split('\n').filter((line) => !before?.includes(line)));
  const has = (word: string) => done.some((line) => line.startsWith('done') && line.includes(word));
  const verdict = has('bad') ? 'failed' : has('check') ? 'checked' : 'proven';
  const pass = { status: 'pass' as const, ms: 1, newProblems: [] };
  const absent = {
    status: 'skipped' as const,
    ms: 0,
    newProblems: [],
    reason: 'There is none.',
    absent: true,
  };
  const gates = { parse: pass, types: pass, lint: has('nolint') ? absent : pass, tests: pass };
  return { verdict, summary: `It is ${verdict}.`, gates, missing: [], ms: 1 };
}
