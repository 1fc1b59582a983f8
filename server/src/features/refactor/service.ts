import { Emitter, isCancelled, isRefusal, refused, type Refusal } from '../../base/index.ts';
import type { ChangeSet, Decision, ProofReport } from '../../protocol/index.ts';
import type { Analysis } from '../../services/analysis/index.ts';
import { combineChanges, type ProofStep } from '../../services/proof/index.ts';
import type { Restore } from '../../services/restore/index.ts';
import { applyDecision, undoDecision } from './apply-decisions.ts';
import { findIn } from './find.ts';
import { makeProposal, type ProposalPorts } from './make-proposal.ts';
import type { Proposal } from './proposal.ts';
import { explainRejection, proposeTogether } from './propose-together.ts';
import type { EditorApply, RefactorService, Watch } from './refactor-service.ts';

/**
 * Proposals kept for review; the oldest that is neither applied nor being proven gives way. A batch is kept whole, for
 * its members were proven together.
 */
const proposalsMax = 200;

export interface RefactorPorts extends ProposalPorts {
  readonly analysis: Analysis;
  readonly restore: Restore;
  /** Unsaved buffers by path, which win over the disk. */
  readonly overlays: () => ReadonlyMap<string, string>;
  /** Where proposals are kept; brought by who wants them to outlive this service. */
  readonly kept?: Map<string, Proposal>;
  /** Told why something was applied or taken back; left out where nobody asks. */
  readonly decide?: (decision: Decision) => Promise<unknown>;
}

export function createRefactorService(ports: RefactorPorts): RefactorService {
  const { analysis, proof, restore, approvals } = ports;
  const proposals = ports.kept ?? new Map<string, Proposal>();
  const running = new Map<string, AbortController>();
  const changed = new Emitter<void>();

  function keep(proposal: Proposal, batch: ReadonlySet<string> = new Set([proposal.id])): Proposal {
    proposals.set(proposal.id, proposal);
    for (const [id, old] of proposals) {
      if (proposals.size <= proposalsMax) break;
      if (!batch.has(id) && !old.restorePoint && old.verdict !== 'proving') proposals.delete(id);
    }
    changed.fire();
    return proposal;
  }

  function drop(id: string): void {
    running.get(id)?.abort();
    if (proposals.delete(id)) changed.fire();
  }

  async function proofOptions(
    gates: 'full' | 'types',
    made: readonly { readonly intent: string }[],
    onStep?: (step: ProofStep) => void,
  ) {
    return {
      gates,
      intents: [...new Set(made.map(({ intent }) => intent))],
      approved: (await approvals.state(proof)) === true,
      overlays: ports.overlays(),
      ...(onStep ? { onStep } : {}),
    };
  }

  /** Texts to lay over the tree so that the proof starts from before the change, also where it is applied already. */
  function overlaysFor({ change, restorePoint }: Proposal): ReadonlyMap<string, string> {
    const overlays = new Map(ports.overlays());
    if (restorePoint === undefined) return overlays;
    for (const { path, before } of change.files) if (before !== null) overlays.set(path, before);
    return overlays;
  }

  async function proveKept(
    proposal: Proposal,
    gates: 'full' | 'types',
    watch: Watch,
    signal: AbortSignal,
  ): Promise<Proposal> {
    const controller = new AbortController();
    running.set(proposal.id, controller);
    keep({ ...proposal, verdict: 'proving' });
    try {
      const options = await proofOptions(gates, [proposal], (step) =>
        watch.onStep?.({ ...step, id: proposal.id }),
      );
      const report = await proof.prove(
        proposal.change,
        { ...options, overlays: overlaysFor(proposal) },
        AbortSignal.any([signal, controller.signal]),
      );
      const current = proposals.get(proposal.id) ?? proposal;
      return keep({ ...current, verdict: report.verdict, report });
    } catch (thrown) {
      const current = proposals.get(proposal.id);
      // Applied meanwhile ("Apply now, only checked"): the proof was called off, the proposal stands as it is.
      if (isCancelled(thrown) && current?.restorePoint && current.verdict !== 'proving') return current;
      if (current) keep({ ...current, verdict: 'checked' });
      throw thrown;
    } finally {
      running.delete(proposal.id);
    }
  }

  /** Proves what is in place already; a proof that fails is the verdict of the proposal, for the person to undo. */
  async function proveApplied(proposal: Proposal, watch: Watch, signal: AbortSignal) {
    if (proposal.change.files.every((file) => file.before !== null))
      return proveKept(proposal, 'full', watch, signal);
    return refused('This proposal created a file and is already applied: undo it, then prove it again.');
  }

  const service: RefactorService = {
    onDidChange: changed.event,
    intents: (signal) => analysis.intents(signal),
    offers: (path, version, span, signal) => analysis.offers({ path, version, span }, signal),

    async propose(request, watch, signal) {
      const made = await makeProposal(request, ports, watch, signal);
      if (isRefusal(made)) return made;
      const severalFiles = made.change.files.length > 1;
      if (request.proof !== 'before' && !severalFiles) return keep(made);
      let proven: Proposal;
      try {
        proven = await proveKept(made, request.gates ?? 'full', watch, signal);
      } catch (thrown) {
        // Several files are never offered unproven, whatever kept the proof from ending.
        if (isCancelled(thrown) || severalFiles) drop(made.id);
        throw thrown;
      }
      const why = proven.report && explainRejection(proven.report);
      if (!why) return proven;
      drop(proven.id);
      return refused(why);
    },

    async prove(id, watch, signal) {
      const proposal = proposals.get(id);
      if (!proposal) return refused('This proposal is gone: run the refactor again.');
      if (proposal.restorePoint) return proveApplied(proposal, watch, signal);
      const made = await makeProposal(
        { ...proposal.origin, intent: proposal.intent, proof: 'before' },
        ports,
        watch,
        signal,
      );
      if (isRefusal(made)) return made;
      const proven = await proveKept({ ...made, id }, 'full', watch, signal);
      const why = proven.report && explainRejection(proven.report);
      if (!why) return proven;
      drop(id);
      return refused(why);
    },

    async proposeAll(requests, watch, signal, memory) {
      const prove = async (changes: readonly ChangeSet[]) => {
        const gates = requests[0]?.gates ?? 'full';
        const options = await proofOptions(gates, requests, (step) =>
          watch.onStep?.({ ...step, id: 'group' }),
        );
        return proof.proveGroup(changes, { ...options, ...(memory && { memory: memory.proofs }) }, signal);
      };
      const own = { ...ports, prove, ...(memory && { edits: memory.edits }) };
      const outcomes = await proposeTogether(requests, own, watch, signal);
      const batch = new Set(outcomes.flatMap(({ proposal }) => proposal?.id ?? []));
      for (const { proposal } of outcomes) if (proposal) keep(proposal, batch);
      return outcomes;
    },

    discard: drop,
    get: (id) => proposals.get(id),
    list: () => [...proposals.values()],

    async apply(id, signal, editor) {
      const proposal = proposals.get(id);
      if (!proposal) return refused('This proposal is gone: run the refactor again.');
      if (proposal.restorePoint) return refused('This proposal is already applied.');
      if (proposal.verdict === 'proving' && proposal.change.files.length > 1)
        return refused('A change of several files is applied only when its proof has ended: wait for it.');
      if (proposal.verdict === 'failed' || proposal.verdict === 'refused')
        return refused(proposal.report?.summary ?? 'Its proof failed, so it is not applied.');
      const point = await applyChange(proposal, signal, editor);
      if (isRefusal(point)) return point;
      await ports.decide?.(applyDecision(point, [proposal], 'accepted'));
      analysis.filesChanged(proposal.change.files.map((file) => file.path));
      const { verdict, ...rest } = proposals.get(id) ?? proposal;
      keep({ ...rest, verdict: verdict === 'proving' ? 'checked' : verdict, restorePoint: point.id });
      running.get(id)?.abort();
      return point;
    },

    async proveTogether(ids, watch, signal) {
      const chosen = ids.flatMap((id) => proposals.get(id) ?? []);
      if (chosen.length < ids.length)
        return refused('One of these proposals is gone: run the refactor again.');
      const options = await proofOptions('full', chosen, (step) => watch.onStep?.({ ...step, id: 'group' }));
      const { reports } = await proof.proveGroup(
        chosen.map(({ change }) => change),
        options,
        signal,
      );
      const byId = new Map<string, ProofReport>();
      for (const [index, proposal] of chosen.entries()) {
        const report = reports[index];
        if (!report) continue;
        byId.set(proposal.id, report);
        keep({ ...proposal, verdict: report.verdict, report }, new Set(ids));
      }
      return byId;
    },

    async applyTogether(ids, title, signal) {
      const chosen = ids.flatMap((id) => proposals.get(id) ?? []);
      if (chosen.length < ids.length)
        return refused('One of these proposals is gone: run the refactor again.');
      if (chosen.some(({ restorePoint }) => restorePoint !== undefined))
        return refused('One of these proposals is already applied: choose the others.');
      if (chosen.some(({ verdict }) => verdict !== 'proven' && verdict !== 'checked'))
        return refused('Only proven or checked proposals are applied together.');
      const combined = combineChanges(chosen.map(({ change }) => change));
      if ('conflict' in combined)
        return refused(`Two proposals change ${combined.conflict} differently: apply them one at a time.`);
      const point = await restore.apply(combined.change, title, signal);
      if (isRefusal(point)) return point;
      await ports.decide?.(applyDecision(point, chosen, 'asked for'));
      analysis.filesChanged(combined.change.files.map((file) => file.path));
      for (const proposal of chosen) keep({ ...proposal, restorePoint: point.id });
      return point;
    },

    async undo(restorePoint, signal) {
      const outcome = await restore.undo(restorePoint, signal);
      if (isRefusal(outcome)) return outcome;
      await ports.decide?.(undoDecision(restorePoint, outcome));
      analysis.filesChanged([...outcome.restored, ...outcome.merged]);
      for (const proposal of proposals.values()) {
        if (proposal.restorePoint === restorePoint) drop(proposal.id);
      }
      changed.fire();
      return outcome;
    },

    restorePoints: () => restore.list(),

    find: (request, onFile, signal) => findIn(analysis, request, onFile, signal),

    async approval() {
      const commands = await proof.commands();
      if (isRefusal(commands)) return commands;
      return { commands, approved: await approvals.state(proof) };
    },

    approve: (commands, answer) => approvals.remember(commands, answer),
  };
  return service;

  async function applyChange(proposal: Proposal, signal: AbortSignal, editor: EditorApply | undefined) {
    if (!editor) return restore.apply(proposal.change, proposal.title, signal);
    const pending = await restore.begin(proposal.change, proposal.title, signal);
    if (isRefusal(pending)) return pending;
    let answer: 'applied' | Refusal;
    try {
      answer = await editor(proposal.change, proposal.title);
    } catch (thrown) {
      await pending.settle('abandoned');
      throw thrown;
    }
    const point = await pending.settle(answer === 'applied' ? 'applied' : 'abandoned');
    return answer === 'applied' ? point : answer;
  }
}
