import { describe, expect, it } from 'vitest';
import {
  Cancelled,
  isRefusal,
  refused,
  systemClock,
  withCancel,
  type Refusal,
} from '../../../server/src/base/index.ts';
import {
  createRefactorService,
  type Proposal,
  type ProposeRequest,
} from '../../../server/src/features/refactor/index.ts';
import {
  decisionSchema,
  type ChangeSet,
  type Decision,
  type ProofReport,
  type RestorePoint,
  type Verdict,
} from '../../../server/src/protocol/index.ts';
import type { Analysis } from '../../../server/src/services/analysis/index.ts';
import type { Proof } from '../../../server/src/services/proof/index.ts';
import type { Restore } from '../../../server/src/services/restore/index.ts';

const signal = new AbortController().signal;

describe('a proposal', () => {
  it('is proven before it is offered', async () => {
    const { service } = world({ verdict: 'proven' });
    const proposal = offered(await service.propose(request('a.ts'), {}, signal));
    expect(proposal.verdict).toBe('proven');
    expect(service.list()).toEqual([proposal]);
  });

  it('is laid out by the formatter of the workspace before it is proven', async () => {
    const { service, proven } = world({ verdict: 'proven' });
    const { change } = offered(await service.propose(request('a.ts'), {}, signal));
    expect(change.files[0]?.after).toBe('new\n');
    expect(proven).toEqual([change]);
  });

  it('whose proof fails is a refusal with the reason, and is not kept', async () => {
    const { service } = world({ verdict: 'failed' });
    expect(await service.propose(request('a.ts'), {}, signal)).toEqual(refused('It is failed.'));
    expect(service.list()).toEqual([]);
  });

  it('of one file is only checked where the proof is off, and no proof runs', async () => {
    const { service, proven } = world({ verdict: 'proven' });
    const proposal = offered(await service.propose({ ...request('a.ts'), proof: 'off' }, {}, signal));
    expect(proposal.verdict).toBe('checked');
    expect(proven).toEqual([]);
  });

  it('of several files is proven even where the proof is off', async () => {
    const { service, proven } = world({ verdict: 'proven', alsoCreates: 'logger.ts' });
    const proposal = offered(await service.propose({ ...request('a.ts'), proof: 'off' }, {}, signal));
    expect(proposal.verdict).toBe('proven');
    expect(proven).toHaveLength(1);
  });

  it('that changes nothing is refused', async () => {
    const { service } = world({ verdict: 'proven', changesNothing: true });
    expect(isRefusal(await service.propose(request('a.ts'), {}, signal))).toBe(true);
  });

  it('is gone when the person cancels its proof', async () => {
    const { service } = world({ verdict: 'never' });
    const controller = new AbortController();
    const pending = service.propose(request('a.ts'), { onStep: () => controller.abort() }, controller.signal);
    await expect(pending).rejects.toBeInstanceOf(Cancelled);
    expect(service.list()).toEqual([]);
  });

  it('of several files is gone when its proof breaks off, so that it is not offered unproven', async () => {
    const { service } = world({ verdict: 'breaks', alsoCreates: 'logger.ts' });
    await expect(service.propose(request('a.ts'), {}, signal)).rejects.toThrow('broke off');
    expect(service.list()).toEqual([]);
  });

  it('of one file can be applied while it is being proven, which calls the proof off', async () => {
    const { service, applied } = world({ verdict: 'never' });
    let applying: Promise<unknown> | undefined;
    const pending = service.propose(
      request('a.ts'),
      { onStep: ({ id }) => void (applying ??= service.apply(id, signal)) },
      signal,
    );
    const proposal = offered(await pending);
    await applying;
    expect(applied).toHaveLength(1);
    expect(proposal).toMatchObject({ verdict: 'checked', restorePoint: 'point-1' });
  });

  it('of several files cannot', async () => {
    const { service, applied } = world({ verdict: 'never', alsoCreates: 'logger.ts' });
    const controller = new AbortController();
    const answers: unknown[] = [];
    const pending = service.propose(
      request('a.ts'),
      {
        onStep: ({ id }) =>
          void service.apply(id, signal).then((answer) => {
            answers.push(answer);
            controller.abort();
          }),
      },
      controller.signal,
    );
    await expect(pending).rejects.toBeInstanceOf(Cancelled);
    expect(answers.every(isRefusal)).toBe(true);
    expect(applied).toEqual([]);
  });
});

describe('applying', () => {
  it('happens once', async () => {
    const { service, applied } = world({ verdict: 'proven' });
    const { id } = offered(await service.propose(request('a.ts'), {}, signal));
    expect(isRefusal(await service.apply(id, signal))).toBe(false);
    expect(isRefusal(await service.apply(id, signal))).toBe(true);
    expect(applied).toHaveLength(1);
  });

  it('that the editor declines is recorded as abandoned and answered with its reason', async () => {
    const { service, settled } = world({ verdict: 'proven' });
    const { id } = offered(await service.propose(request('a.ts'), {}, signal));
    const no = refused('The file is read-only.');
    expect(await service.apply(id, signal, () => Promise.resolve(no))).toEqual(no);
    expect(settled).toEqual(['abandoned']);
    expect(service.get(id)?.restorePoint).toBeUndefined();
  });

  it('several at once makes one restore point and one copy of a file they all create', async () => {
    const { service, applied } = world({ verdict: 'proven', alsoCreates: 'logger.ts' });
    const outcomes = await service.proposeAll([request('a.ts'), request('b.ts')], {}, signal);
    const ids = outcomes.flatMap(({ proposal }) => (proposal ? [proposal.id] : []));
    expect(isRefusal(await service.applyTogether(ids, 'both', signal))).toBe(false);
    expect(applied.map(({ files }) => files.map(({ path }) => path))).toEqual([
      ['a.ts', 'logger.ts', 'b.ts'],
    ]);
  });

  it('first and proving afterwards starts from the tree before it, and a proof that fails stays to be undone', async () => {
    const { service, overlaid } = world({ verdict: 'failed' });
    const { id } = offered(await service.propose({ ...request('a.ts'), proof: 'after' }, {}, signal));
    await service.apply(id, signal);
    const proven = offered(await service.prove(id, {}, signal));
    expect(proven).toMatchObject({ verdict: 'failed', restorePoint: 'point-1' });
    expect(overlaid.at(-1)).toEqual(new Map([['a.ts', 'old']]));
    expect(service.get(id)).toEqual(proven);
  });

  it('a created file and proving it afterwards is refused: the tree before it is no overlay', async () => {
    const { service } = world({ verdict: 'proven', alsoCreates: 'logger.ts' });
    const { id } = offered(await service.propose(request('a.ts'), {}, signal));
    await service.apply(id, signal);
    expect(isRefusal(await service.prove(id, {}, signal))).toBe(true);
  });

  it('some of a batch takes a proof of just these, as one group', async () => {
    const { service, proven } = world({ verdict: 'proven', alsoCreates: 'logger.ts' });
    const outcomes = await service.proposeAll([request('a.ts'), request('b.ts')], {}, signal);
    const ids = outcomes.flatMap(({ proposal }) => (proposal ? [proposal.id] : []));
    const reports = await service.proveTogether(ids, {}, signal);
    expect(isRefusal(reports) ? [] : [...reports].map(([id, { verdict }]) => [id, verdict])).toEqual(
      ids.map((id) => [id, 'proven']),
    );
    expect(proven.slice(-2).map(({ files }) => files[0]?.path)).toEqual(['a.ts', 'b.ts']);
    expect(isRefusal(await service.proveTogether([...ids, 'gone'], {}, signal))).toBe(true);
  });

  it('and undoing forgets the proposal, so that it is not applied from a stale copy', async () => {
    const { service } = world({ verdict: 'proven' });
    const { id } = offered(await service.propose(request('a.ts'), {}, signal));
    await service.apply(id, signal);
    await service.undo('point-1', signal);
    expect(service.get(id)).toBeUndefined();
  });
});

describe('what was decided', () => {
  const told = (decisions: readonly Decision[]) =>
    decisions.map(({ kind, subject, evidence }) => [kind, subject, ...evidence.map(({ what }) => what)]);

  it('is told of each apply and undo that happened, with the verdicts it rests on', async () => {
    const { service, decisions } = world({ verdict: 'proven' });
    const { id } = offered(await service.propose(request('a.ts'), {}, signal));
    const outcomes = await service.proposeAll([request('b.ts'), request('c.ts')], {}, signal);
    await service.apply(id, signal);
    await service.applyTogether(
      outcomes.flatMap(({ proposal }) => (proposal ? [proposal.id] : [])),
      'both',
      signal,
    );
    await service.undo('point-1', signal);
    expect(told(decisions)).toEqual([
      ['apply', 'point point-1', 'Tidy a.ts: proven. It is proven.'],
      ['apply', 'point point-2', 'Tidy b.ts: proven. It is proven.', 'Tidy c.ts: proven. It is proven.'],
      ['undo', 'point point-1', '1 file is byte for byte as before.'],
    ]);
    expect(decisions[0]?.decided).toContain('a person accepted it');
    expect(decisions[1]?.decided).toContain('--apply');
  });

  it('says that a person did not wait for the proof', async () => {
    const { service, decisions } = world({ verdict: 'never' });
    const pending = service.propose(request('a.ts'), {}, signal);
    await expect.poll(() => service.list()[0]?.verdict).toBe('proving');
    await service.apply(service.list()[0]?.id ?? '', signal);
    await pending;
    expect(decisions[0]?.evidence[0]?.what).toContain('checked, and not proven yet');
    expect(decisions[0]?.turnedDown[0]?.option).toBe('Wait for the proof');
  });

  it('is not told of what did not happen', async () => {
    const { service, decisions } = world({ verdict: 'proven' });
    const { id } = offered(await service.propose(request('a.ts'), {}, signal));
    await service.apply(id, signal, () => Promise.resolve(refused('No.')));
    expect(decisions).toEqual([]);
  });
});

describe('a batch', () => {
  it('answers every request in its place, the refused one with its sentence', async () => {
    const { service } = world({ verdict: 'proven' });
    const outcomes = await service.proposeAll(
      [request('a.ts'), request('refused.ts'), request('b.ts')],
      {},
      signal,
    );
    expect(
      outcomes.map(({ request: { path }, proposal, refusal }) => [path, proposal?.verdict, refusal?.message]),
    ).toEqual([
      ['a.ts', 'proven', undefined],
      ['refused.ts', undefined, 'Not this one.'],
      ['b.ts', 'proven', undefined],
    ]);
  });

  it('larger than what is kept for review is applied whole', async () => {
    const { service, applied } = world({ verdict: 'proven' });
    const requests = Array.from({ length: 250 }, (_, index) => request(`${index}.ts`));
    const outcomes = await service.proposeAll(requests, {}, signal);
    const ids = outcomes.flatMap(({ proposal }) => (proposal ? [proposal.id] : []));
    expect(isRefusal(await service.applyTogether(ids, 'all', signal))).toBe(false);
    expect(applied.map(({ files }) => files.length)).toEqual([250]);
  });

  it('of which one member is gone or applied already is not applied in part', async () => {
    const { service, applied } = world({ verdict: 'proven' });
    const outcomes = await service.proposeAll([request('a.ts'), request('b.ts')], {}, signal);
    const [first = '', second = ''] = outcomes.map(({ proposal }) => proposal?.id ?? '');
    await service.apply(first, signal);
    expect(isRefusal(await service.applyTogether([first, second], 'both', signal))).toBe(true);
    service.discard(first);
    expect(isRefusal(await service.applyTogether([first, second], 'both', signal))).toBe(true);
    expect(applied).toHaveLength(1);
  });

  it('proves nothing when everything was refused', async () => {
    const { service, proven } = world({ verdict: 'proven' });
    await service.proposeAll([request('refused.ts')], {}, signal);
    expect(proven).toEqual([]);
  });
});

function request(path: string): ProposeRequest {
  return { path, intent: 'tidy', span: { start: 0, end: 0 }, proof: 'before' };
}

function offered(answer: Proposal | Refusal): Proposal {
  if (isRefusal(answer)) throw new Error(answer.message);
  return answer;
}

interface World {
  /** What every proof answers; `never` runs until it is cancelled, `breaks` throws. */
  readonly verdict: Verdict | 'never' | 'breaks';
  readonly alsoCreates?: string;
  readonly changesNothing?: boolean;
}

/** The service over scripted neighbours; only what the service uses of them is there. */
function world({ verdict, alsoCreates, changesNothing }: World) {
  const proven: ChangeSet[] = [];
  const overlaid: (ReadonlyMap<string, string> | undefined)[] = [];
  const applied: ChangeSet[] = [];
  const settled: string[] = [];
  const decisions: Decision[] = [];
  let ids = 0;
  const analysis = {
    edit: ({ path }: { path: string }) => {
      if (path === 'refused.ts') return Promise.resolve(refused('Not this one.'));
      const files = changesNothing ? [] : [{ path, before: 'old', after: 'new' }];
      if (alsoCreates) files.push({ path: alsoCreates, before: null as unknown as string, after: 'log' });
      return Promise.resolve({ title: `Tidy ${path}`, change: { files }, notes: [] });
    },
    screen: () => Promise.resolve({ newProblems: [] }),
    filesChanged: () => undefined,
  } as unknown as Analysis;
  const report = (): ProofReport =>
    ({ verdict, summary: `It is ${verdict}.`, gates: {}, missing: [], ms: 1 }) as unknown as ProofReport;
  const proof = {
    commands: () => Promise.resolve([]),
    prove: async (change, { onStep, overlays }, proving) => {
      proven.push(change);
      overlaid.push(overlays);
      onStep?.({ gate: 'types', message: 'types', gates: {} });
      if (verdict === 'breaks') throw new Error('The proof broke off.');
      if (verdict === 'never') return withCancel(new Promise<ProofReport>(() => undefined), proving);
      return report();
    },
    proveGroup: (changes) => {
      proven.push(...changes);
      return Promise.resolve({ reports: changes.map(report), combined: report() });
    },
    format: (change, { approved }) =>
      Promise.resolve({
        files: change.files.map((file) => ({
          ...file,
          after: approved && file.after === 'new' ? 'new\n' : file.after,
        })),
      }),
    dispose: () => Promise.resolve(),
  } satisfies Proof;
  const point = (): RestorePoint => ({
    id: `point-${applied.length}`,
    time: '',
    title: '',
    files: [],
    state: 'applied',
  });
  const restore = {
    apply: (change) => {
      applied.push(change);
      return Promise.resolve(point());
    },
    begin: () =>
      Promise.resolve({
        id: 'pending',
        settle: (outcome: string) => {
          settled.push(outcome);
          return Promise.resolve(point());
        },
      }),
    undo: (id) => Promise.resolve({ id, restored: ['a.ts'], merged: [] }),
    list: () => Promise.resolve([]),
    recover: () => Promise.resolve([]),
  } satisfies Restore;
  const service = createRefactorService({
    analysis,
    proof,
    restore,
    approvals: { state: () => Promise.resolve(true), remember: () => Promise.resolve() },
    clock: systemClock,
    newId: () => `id-${++ids}`,
    overlays: () => new Map(),
    decide: (decision) => Promise.resolve(void decisions.push(decisionSchema.parse(decision))),
  });
  return { service, proven, overlaid, applied, settled, decisions };
}
