import { EventEmitter, type Event, type ExtensionContext } from 'vscode';
import type { ProofStepParams, ProposalView } from '../../server/src/protocol/index.ts';
import type { Wire } from './wire.ts';

/** The proposals as last told by the server, and the live steps of their proofs. */
export interface Proposals {
  readonly onDidChange: Event<void>;
  readonly onStep: Event<ProofStepParams>;
  all(): readonly ProposalView[];
  get(id: string): ProposalView | undefined;
  /** The newest step of a proof that is running. */
  stepOf(id: string): ProofStepParams | undefined;
  step(step: ProofStepParams): void;
  refresh(): Promise<void>;
}

export function createProposals(context: ExtensionContext, wire: () => Wire | undefined): Proposals {
  const changed = new EventEmitter<void>();
  const stepped = new EventEmitter<ProofStepParams>();
  context.subscriptions.push(changed, stepped);
  const steps = new Map<string, ProofStepParams>();
  let known: readonly ProposalView[] = [];
  let refreshing: Promise<void> | undefined;
  let next: Promise<void> | undefined;

  async function load(): Promise<void> {
    try {
      known = (await wire()?.proposals()) ?? [];
    } catch {
      // The server went away between the question and its answer; its restart asks again.
      known = [];
    }
    for (const id of steps.keys()) {
      if (known.find((proposal) => proposal.id === id)?.verdict !== 'proving') steps.delete(id);
    }
    changed.fire();
  }

  /** One question at a time, and one more for all who asked meanwhile. */
  function refresh(): Promise<void> {
    if (!refreshing) {
      refreshing = load().finally(() => (refreshing = undefined));
      return refreshing;
    }
    next ??= refreshing.then(() => {
      next = undefined;
      return refresh();
    });
    return next;
  }

  return {
    onDidChange: changed.event,
    onStep: stepped.event,
    all: () => known,
    get: (id) => known.find((proposal) => proposal.id === id),
    stepOf: (id) => steps.get(id),
    step(step) {
      if (step.id) steps.set(step.id, step);
      stepped.fire(step);
      if (step.id) changed.fire();
    },
    refresh,
  };
}
