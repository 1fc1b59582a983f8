import { window, type ExtensionContext } from 'vscode';
import { createCommandLine } from './commandLine.ts';
import { registerCommands } from './commands/index.ts';
import { registerExplanations } from './explanations.ts';
import { createHealth } from './health.ts';
import { createKnowledge } from './knowledge.ts';
import { createProposals } from './proposals.ts';
import { registerProblems } from './problems/index.ts';
import { registerReview } from './review.ts';
import { sayServerEnded } from './sayServerEnded.ts';
import { registerStatus } from './status.ts';
import { registerHealthView } from './views/healthView.ts';
import { registerKnowledgeView } from './views/knowledgeView.ts';
import { registerProposalsView } from './views/proposalsView.ts';
import { createWire, type Wire } from './wire.ts';

let wire: Wire | undefined;

/** What the extension shows to others: how long the editor waited for it. */
export interface Activated {
  readonly activateMs: number;
}

/** Wires the rooms together and lets the server start on its own time: opening a file never waits for it. */
export function activate(context: ExtensionContext): Activated {
  const startedMs = performance.now();
  const log = window.createOutputChannel('Grace', { log: true });
  const status = registerStatus(context);
  const proposals = createProposals(context, () => wire);
  const health = createHealth(context, () => wire);
  const knowledge = createKnowledge(context, () => wire);
  wire = createWire(context, log, {
    status: (next) => status.update(next),
    serverState: (state) => {
      status.serverState(state);
      for (const each of [proposals, health, knowledge]) void each.refresh();
    },
    serverEnded: (after) => void sayServerEnded(after),
    proofStep: (step) => proposals.step(step),
    proposalsChanged: () => void proposals.refresh(),
    healthChanged: () => void health.refresh(),
    knowledgeChanged: () => void knowledge.refresh(),
  });
  const review = registerReview(context, wire, proposals);
  registerProposalsView(context, proposals);
  registerHealthView(context, health);
  registerProblems(context, wire, log);
  registerCommands(context, {
    ...{ wire, log, proposals, health, review, knowledge },
    knowledgeView: registerKnowledgeView(context, knowledge),
    explanations: registerExplanations(context),
    ...{ secretStore: context.secrets, commandLine: createCommandLine(context.extensionPath) },
  });
  wire.start().catch((reason: unknown) => log.error(`The server did not start: ${String(reason)}`));
  return { activateMs: performance.now() - startedMs };
}

export function deactivate(): Promise<void> | undefined {
  return wire?.stop();
}
