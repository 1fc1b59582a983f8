import type { DiskPort } from '../../core/ports/index.ts';
import type { WorkspaceFacts } from '../workspace/index.ts';
import { formatCommands } from './formatters.ts';
import type { Command } from './gates/gate.ts';
import { lintGate } from './gates/lint.ts';
import { testCommands } from './gates/tests.ts';
import { typesGate } from './gates/types.ts';

/** The exact commands that a proof may run in a workspace as it is described: what a person approves. */
export async function commandsOf(
  facts: WorkspaceFacts,
  node: string,
  disk: DiskPort,
): Promise<readonly Command[]> {
  return [
    ...typesGate.commands(facts, node),
    ...lintGate.commands(facts, node),
    ...testCommands(facts, node),
    ...(await formatCommands(facts, node, disk)),
  ];
}
