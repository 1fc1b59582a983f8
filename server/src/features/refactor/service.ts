import {
  Emitter,
  isCancelled,
  isRefusal,
  refused,
  throwIfCancelled,
  type Clock,
  type Listen,
  type Refusal,
} from '../../base/index.ts';
import {
  combineChanges,
  type ChangeSet,
  type IntentSummary,
  type Opportunity,
  type ProofMode,
  type ProofReport,
  type RestorePoint,
  type Span,
  type ToolApproval,
} from '../../protocol/index.ts';
import type { Analysis, OfferAnswer } from '../../services/analysis/index.ts';
import type { Proof, ProofStep } from '../../services/proof/index.ts';
import type { Restore, UndoOutcome } from '../../services/restore/index.ts';
import type { Approvals } from './approvals.ts';
import type { Proposal } from './proposal.ts';

/**
 * Proposals kept for review; the oldest that is neither applied nor being proven gives way. A batch is kept whole, for
 * its members were proven together.
 */
const proposalsMax = 200;

export interface RefactorService {
  intents(signal: AbortSignal): Promise<readonly IntentSummary[]>;
  offers(path: string, version: number, span: Span, signal: AbortSignal): Promise<readonly OfferAnswer[]>;
  /**
   * Makes the edit, screens it and, by `proof`, proves it. Several files are always proven before they are offered.
   * A proposal whose proof fails is answered as a refusal that names the first new problem.
   */
  propose(request: ProposeRequest, watch: Watch, signal: AbortSignal): Promise<Proposal | Refusal>;
  /** Makes a kept proposal again and proves it; one that is applied is proven as it stands, against the tree before it. */
  prove(id: string, watch: Watch, signal: AbortSignal): Promise<Proposal | Refusal>;
  /** Proposes at every span given, each against the tree as it is; proves them as one group with bisection. */
  proposeAll(
    requests: readonly ProposeRequest[],
    watch: Watch,
    signal: AbortSignal,
  ): Promise<readonly Outcome[]>;
  discard(id: string): void;
  get(id: string): Proposal | undefined;
  list(): readonly Proposal[];
  readonly onDidChange: Listen<void>;
  /** Applies a `proven` or `checked` proposal; `editor`, where given, performs the edit instead of the disk. */
  apply(id: string, signal: AbortSignal, editor?: EditorApply): Promise<RestorePoint | Refusal>;
  /** Proves several kept proposals as one change: the report says whether just these hold together. */
  proveTogether(ids: readonly string[], watch: Watch, signal: AbortSignal): Promise<ProofReport | Refusal>;
  /** Applies several proposals to the disk as one restore point: all of them or none. */
  applyTogether(ids: readonly string[], title: string, signal: AbortSignal): Promise<RestorePoint | Refusal>;
  undo(restorePoint: string, signal: AbortSignal): Promise<UndoOutcome | Refusal>;
  restorePoints(): Promise<readonly RestorePoint[]>;
  find(
    request: { readonly intent?: string; readonly paths: readonly string[] },
    onFile: (answer: FoundInFile) => void,
    signal: AbortSignal,
  ): Promise<readonly Opportunity[]>;
  approval(): Promise<ToolApproval | Refusal>;
  /** Remembers the person's answer to the commands they were shown. */
  approve(commands: ToolApproval['commands'], answer: 'approved' | 'denied'): Promise<void>;
}

export interface ProposeRequest {
  readonly path: string;
  readonly intent: string;
  readonly span: Span;
  readonly proof: ProofMode;
  readonly gates?: 'full' | 'types';
}

export interface Watch {
  readonly onStep?: (step: ProofStep & { readonly id: string }) => void;
  readonly onProgress?: (message: string) => void;
}

export interface FoundInFile {
  readonly file: string;
  readonly index: number;
  readonly total: number;
  readonly opportunities: readonly Opportunity[];
  readonly skipped?: string;
}

/** How one request of a batch ended; `report` is there when it was proven, whatever the verdict. */
export interface Outcome {
  readonly request: ProposeRequest;
  readonly title: string;
  readonly proposal?: Proposal;
  readonly change?: ChangeSet;
  readonly report?: ProofReport;
  readonly refusal?: Refusal;
}

/** Performs the edit in the editor as one undo step; resolves to a refusal when the editor would not. */
export type EditorApply = (change: ChangeSet, title: string) => Promise<'applied' | Refusal>;

export interface RefactorPorts {
  readonly analysis: Analysis;
  readonly proof: Proof;
  readonly restore: Restore;
  readonly approvals: Approvals;
  readonly clock: Clock;
  /** Short unique ids, sortable by time. */
  readonly newId: () => string;
  /** Unsaved buffers by path, which win over the disk. */
  readonly overlays: () => ReadonlyMap<string, string>;
}

export function createRefactorService(ports: RefactorPorts): RefactorService {
  const { analysis, proof, restore, approvals, clock } = ports;
  const proposals = new Map<string, Proposal>();
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

  async function makeEdit(request: ProposeRequest, watch: Watch, signal: AbortSignal) {
    const answer = await analysis.edit(
      { path: request.path, intent: request.intent, span: request.span },
      signal,
      watch.onProgress,
    );
    if (isRefusal(answer)) return answer;
    if (answer.change.files.length === 0) return refused('There is nothing left to change here.');
    const proposal: Proposal = {
      id: ports.newId(),
      intent: request.intent,
      title: answer.title,
      change: answer.change,
      notes: answer.notes,
      origin: { path: request.path, span: request.span },
      verdict: 'checked',
      createdAt: clock.now(),
    };
    return proposal;
  }

  /** The edit as it is offered: laid out by the workspace's own formatter, once its commands may run. */
  async function makeFormatted(request: ProposeRequest, watch: Watch, signal: AbortSignal) {
    const made = await makeEdit(request, watch, signal);
    // Where no proof is wanted, nothing of the workspace is run for a single file.
    if (isRefusal(made) || (request.proof === 'off' && made.change.files.length === 1)) return made;
    const approved = (await approvals.state(proof)) === true;
    if (approved) watch.onProgress?.('Laying the change out as the workspace’s formatter does');
    return { ...made, change: await proof.format(made.change, { approved }, signal) };
  }

  async function proofOptions(gates: 'full' | 'types', onStep?: (step: ProofStep) => void) {
    return {
      gates,
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
      const options = await proofOptions(gates, (step) => watch.onStep?.({ ...step, id: proposal.id }));
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
      const made = await makeFormatted(request, watch, signal);
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
      const made = await makeFormatted(
        { ...proposal.origin, intent: proposal.intent, proof: 'before' },
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

    async proposeAll(requests, watch, signal) {
      const outcomes: Outcome[] = [];
      const members: { at: number; proposal: Proposal }[] = [];
      for (const [index, request] of requests.entries()) {
        throwIfCancelled(signal);
        watch.onProgress?.(`Preparing ${index + 1} of ${requests.length}: ${request.path}`);
        const made = await makeFormatted(request, {}, signal);
        if (isRefusal(made)) {
          outcomes.push({ request, title: request.intent, refusal: made });
          continue;
        }
        members.push({ at: outcomes.length, proposal: made });
        outcomes.push({ request, title: made.title, change: made.change });
      }
      if (members.length === 0) return outcomes;
      const gates = requests[0]?.gates ?? 'full';
      const group = await proof.proveGroup(
        members.map((member) => member.proposal.change),
        await proofOptions(gates, (step) => watch.onStep?.({ ...step, id: 'group' })),
        signal,
      );
      const batch = new Set(members.map(({ proposal }) => proposal.id));
      for (const [index, { at, proposal }] of members.entries()) {
        const report = group.reports[index];
        const outcome = outcomes[at];
        if (!report || !outcome) continue;
        const why = explainRejection(report);
        outcomes[at] = why
          ? { ...outcome, report, refusal: refused(why) }
          : { ...outcome, report, proposal: keep({ ...proposal, verdict: report.verdict, report }, batch) };
      }
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
      const combined = combineChanges(chosen.map(({ change }) => change));
      if ('conflict' in combined)
        return refused(`Two proposals change ${combined.conflict} differently: prove them one at a time.`);
      const options = await proofOptions('full', (step) => watch.onStep?.({ ...step, id: 'group' }));
      return proof.prove(combined.change, options, signal);
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
      analysis.filesChanged(combined.change.files.map((file) => file.path));
      for (const proposal of chosen) keep({ ...proposal, restorePoint: point.id });
      return point;
    },

    async undo(restorePoint, signal) {
      const outcome = await restore.undo(restorePoint, signal);
      if (isRefusal(outcome)) return outcome;
      analysis.filesChanged([...outcome.restored, ...outcome.merged]);
      for (const proposal of proposals.values()) {
        if (proposal.restorePoint === restorePoint) drop(proposal.id);
      }
      changed.fire();
      return outcome;
    },

    restorePoints: () => restore.list(),

    async find({ intent, paths }, onFile, signal) {
      const files = await analysis.sourceFiles(paths, signal);
      const found: Opportunity[] = [];
      for (const [index, file] of files.entries()) {
        throwIfCancelled(signal);
        const answer = await analysis.find({ path: file, ...(intent ? { intent } : {}) }, signal);
        onFile({ file, index, total: files.length, ...answer });
        found.push(...answer.opportunities);
      }
      return rankByGain(found);
    },

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

/** Why a report keeps a proposal from being shown, as a sentence; `undefined` when it may be shown. */
function explainRejection(report: ProofReport): string | undefined {
  if (report.verdict === 'proven' || report.verdict === 'checked') return undefined;
  return report.summary;
}

/** Most gain first; within a gain, in file order, so that two runs agree. */
function rankByGain(opportunities: readonly Opportunity[]): readonly Opportunity[] {
  const gain = ({ metrics }: Opportunity) => Object.values(metrics).reduce((sum, value) => sum + value, 0);
  return opportunities
    .map((opportunity, index) => ({ opportunity, index, gain: gain(opportunity) }))
    .sort((a, b) => b.gain - a.gain || a.index - b.index)
    .map(({ opportunity }) => opportunity);
}
