import { mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { systemDisk } from '../../server/src/adapters/index.ts';
import { Emitter, refused, systemClock, throwIfCancelled } from '../../server/src/base/index.ts';
import { createRedactor, openSecrets, type Redactor } from '../../server/src/core/secrets/index.ts';
import { openSettings } from '../../server/src/core/settings/index.ts';
import { createRefactorService, type Approvals } from '../../server/src/features/refactor/index.ts';
import type { FolderServices, OpenFolder } from '../../server/src/lsp/index.ts';
import type { ChangeSet, ProofReport } from '../../server/src/protocol/index.ts';
import type { Analysis } from '../../server/src/services/analysis/index.ts';
import type { Proof } from '../../server/src/services/proof/index.ts';
import type { PendingApply, Recovery, Restore } from '../../server/src/services/restore/index.ts';

import { knowledgeOn } from '../services/recognition/knowledge-world.ts';

/** What a test sees of the services behind the language server. */
export interface FakeServices {
  readonly open: OpenFolder;
  /** Every call that matters, in order, such as `open a.ts 1` or `prove approved`. */
  readonly calls: string[];
  proofMs: number;
  /** What the tools say, where a test wants to say it. */
  say?: string;
  readonly redactor: Redactor;
}

/**
 * Services that stand behind the language server in its own tests: `console.log` becomes `logger.info` on the line of
 * the cursor, a line with `refuse` is greyed out, and proofs pass after `proofMs`. The refactor service is the real one.
 */
export function fakeServices(): FakeServices {
  const fake: FakeServices = {
    calls: [],
    proofMs: 0,
    redactor: createRedactor(),
    async open({ folder, overlays, trusted, secretProvider }, signal) {
      const root = await realpath(folder);
      const texts = new Map<string, string>();
      const read = (path: string) => readFile(join(root, path), 'utf8').catch(() => undefined);
      const refactor = createRefactorService({
        analysis: fakeAnalysis(fake.calls, texts, read),
        proof: fakeProof(fake),
        restore: fakeRestore(root, read),
        approvals: fakeApprovals(trusted),
        clock: systemClock,
        newId: (() => {
          let last = 0;
          return () => `p${(last += 1)}`;
        })(),
        overlays,
      });
      const stateFolder = await mkdtemp(join(tmpdir(), 'grace-lsp-state-'));
      const settings = await openSettings(
        {
          ...{ root, stateFolder, disk: systemDisk, clock: systemClock, warn: () => undefined },
          ids: () => 'id',
          machine: {
            ...{ platform: 'linux', host: '', pid: 1, bootMs: 0, variables: {} },
            home: stateFolder,
          },
        },
        signal,
      );
      const secrets = openSecrets({
        ...{ stateFolder, provider: secretProvider, redactor: fake.redactor, disk: systemDisk, randomBytes },
        ...{ clock: systemClock, ids: () => 'id', record: () => Promise.resolve(), warn: () => undefined },
        required: () => (trusted() ? (settings.workspace().secrets?.required ?? []) : []),
      });
      settings.onDidChange(() => void secrets.attest(signal));
      void secrets.attest(signal);
      const { knowledge } = await knowledgeOn();
      const services: FolderServices = {
        root,
        settings,
        secrets,
        realFolder: root,
        refactor,
        tasks: fakeTasks(fake.calls),
        analysis: fakeAnalysis(fake.calls, texts, read),
        recoveries: () => [],
        onRecovered: new Emitter<readonly Recovery[]>().event,
        health: fakeHealth(fake.calls),
        clarity: fakeClarity,
        knowledge,
        read,
        share: () => Promise.resolve({ dispose: () => Promise.resolve() }),
        async dispose() {
          fake.calls.push('dispose');
          await rm(stateFolder, { recursive: true, force: true });
        },
      };
      return services;
    },
  };
  return fake;
}

/** It knows why one part of Grace is as it is. */
const fakeClarity: FolderServices['clarity'] = {
  explain(asked) {
    if (asked !== 'kernel analysis') return Promise.resolve(refused(`Nothing is known of ${asked}.`));
    const time = '2026-11-27T00:00:00.000Z';
    const event = {
      seq: 7,
      time,
      topic: 'kernel.failed',
      line: 'analysis crashed',
      decisions: [],
      causes: [],
    };
    return Promise.resolve({ asked: 7, chain: [event] });
  },
};

function fakeHealth(calls: string[]): FolderServices['health'] {
  const changed = new Emitter<void>();
  let restarts = 0;
  const kernel = () => ({ name: 'analysis' as const, tier: 2, state: 'ready' as const, restarts });
  return {
    onDidChange: changed.event,
    report: () => ({ phases: [], checks: [], kernels: [kernel()], live: true, ms: 1 }),
    act(action, name) {
      calls.push(`${action} ${name}`);
      if (name !== 'analysis') return Promise.resolve(refused(`${name} is planned.`));
      restarts += 1;
      changed.fire();
      return Promise.resolve(kernel());
    },
  };
}

function fakeTasks(calls: string[]): FolderServices['tasks'] {
  const emitted: string[] = [];
  return {
    emit({ id }) {
      const number = emitted.indexOf(id) + 1 || emitted.push(id);
      calls.push(`emit ${id}`);
      return Promise.resolve({ number, ...(number < emitted.length ? { isRepeated: true as const } : {}) });
    },
    serve() {
      calls.push('serve tasks');
      const idle = () => Promise.resolve();
      return Promise.resolve({ name: 'tasks', idle, close: idle, dispose: () => undefined });
    },
  };
}

const intent = { intent: 'fake_logging', kind: 'refactor.rewrite.grace.fakeLogging' };

function fakeAnalysis(
  calls: string[],
  texts: Map<string, string>,
  read: (path: string) => Promise<string | undefined>,
): Analysis {
  const textOf = async (path: string) => texts.get(path) ?? (await read(path)) ?? '';
  const lineAt = (text: string, offset: number) => {
    const start = text.lastIndexOf('\n', offset - 1) + 1;
    const end = text.indexOf('\n', start);
    return { start, end: end === -1 ? text.length : end };
  };
  return {
    openDocument(path, version, text) {
      calls.push(`open ${path} ${version}`);
      texts.set(path, text);
    },
    changeDocument(path, version, text) {
      calls.push(`change ${path} ${version}`);
      texts.set(path, text);
    },
    closeDocument(path) {
      calls.push(`close ${path}`);
      texts.delete(path);
    },
    filesChanged: (paths) => void calls.push(`changed ${paths.join(' ')}`),
    intents: () => Promise.resolve([]),
    async offers({ path, span }) {
      const text = await textOf(path);
      const { start, end } = lineAt(text, span.start);
      const line = text.slice(start, end);
      if (line.includes('extract'))
        return [{ ...intent, kind: 'refactor.extract.function.grace', title: 'Extract it' }];
      if (line.includes('refuse')) return [{ ...intent, title: 'Log it', refused: 'Nothing to log here.' }];
      return line.includes('console.log') ? [{ ...intent, title: 'Log it' }] : [];
    },
    find: async ({ path }) => {
      const text = await textOf(path);
      const at = text.indexOf('console.log');
      if (at === -1) return { opportunities: [] };
      const line = text.slice(0, at).split('\n').length;
      const range = { start: { line, column: 1 }, end: { line, column: 2 } };
      const { intent: id } = intent;
      return {
        opportunities: [{ intent: id, file: path, range, title: 'Log it', metrics: { calls: 1 }, gain: 1 }],
      };
    },
    sourceFiles: () => Promise.resolve(['a.ts']),
    async edit({ path, span }) {
      const before = await textOf(path);
      const { start, end } = lineAt(before, span.start);
      const line = before.slice(start, end);
      if (line.includes('no edit')) return refused('This call cannot be converted: it says so.');
      const after = before.slice(0, start) + line.replace('console.log', 'logger.info') + before.slice(end);
      const change: ChangeSet = { files: [{ path, before, after }] };
      const screening = { newProblems: [], declarationsChanged: [], complete: true, ms: 1 };
      return { title: 'Log it', change, notes: [], screening, introduces: { path, name: 'logger' } };
    },
    screen: () => Promise.resolve(refused('Not part of this test.')),
    facts: () => Promise.resolve({ parseProblems: [], sameEmit: false, cheats: [], executableLines: {} }),
    dependentTests: () => Promise.resolve({ tests: [], uncertain: false }),
    importLevels: (paths) => Promise.resolve([paths]),
    importClosures: () => Promise.resolve({}),
    bodies: (files) => Promise.resolve(files.map(() => ({ readsSources: false }))),
    debugInfo: () => 'fake analysis',
    dispose: () => Promise.resolve(),
  };
}

function fakeProof(fake: FakeServices): Proof {
  const pass = { status: 'pass' as const, ms: 12, newProblems: [] };
  const report: ProofReport = {
    verdict: 'proven',
    gates: { parse: pass, types: pass, lint: pass, tests: pass },
    summary: 'Every gate passed and a test executed the changed lines.',
    missing: [],
    changedLines: { total: 1, executed: 1 },
    ms: 48,
  };
  return {
    async prove(_change, { approved, onStep }, signal) {
      fake.calls.push(approved ? 'prove approved' : 'prove unapproved');
      onStep?.({ gate: 'types', message: fake.say ?? 'types: tsc', gates: { parse: pass } });
      await sleep(fake.proofMs, undefined, { signal }).catch(() => throwIfCancelled(signal));
      if (fake.say !== undefined) return { ...report, summary: fake.say };
      return approved ? report : { ...report, verdict: 'checked', summary: 'No tool of the workspace ran.' };
    },
    proveGroup: (changes) => Promise.resolve({ reports: changes.map(() => report), combined: report }),
    format: (change) => Promise.resolve(change),
    commands: () => Promise.resolve([{ gate: 'types', argv: ['tsc', '--noEmit'], cwd: '' }]),
    dispose: () => Promise.resolve(),
  };
}

function fakeRestore(root: string, read: (path: string) => Promise<string | undefined>): Restore {
  const applied = new Map<string, ChangeSet>();
  const write = async (change: ChangeSet, side: 'before' | 'after') => {
    for (const file of change.files) await writeFile(join(root, file.path), file[side] ?? '');
  };
  const point = (id: string, change: ChangeSet) => ({
    id,
    time: new Date(0).toISOString(),
    title: 'Log it',
    files: change.files.map(({ path }) => path),
    state: 'applied' as const,
  });
  const nextId = () => `r${applied.size + 1}`;
  return {
    recover: () => Promise.resolve([]),
    async apply(change) {
      for (const { path, before } of change.files)
        if ((await read(path)) !== before) return refused(`${path} changed.`);
      await write(change, 'after');
      const id = nextId();
      applied.set(id, change);
      return point(id, change);
    },
    begin(change) {
      const id = nextId();
      const pending: PendingApply = {
        id,
        settle(outcome) {
          if (outcome === 'applied') applied.set(id, change);
          return Promise.resolve(point(id, change));
        },
      };
      return Promise.resolve(pending);
    },
    async undo(id) {
      const change = applied.get(id);
      if (!change) return refused('There is no such restore point.');
      await write(change, 'before');
      applied.delete(id);
      return { id, restored: change.files.map(({ path }) => path), merged: [] };
    },
    list: () => Promise.resolve([...applied].map(([id, change]) => point(id, change))),
  };
}

function fakeApprovals(trusted: () => boolean): Approvals {
  let answer: boolean | undefined;
  return {
    state: () => Promise.resolve(trusted() ? answer : false),
    remember(_commands, next) {
      answer = next === 'approved';
      return Promise.resolve();
    },
  };
}
