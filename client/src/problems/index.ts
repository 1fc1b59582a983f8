/** Problems promises that what any extension shows is known again: told once per appearance, and said at its place. */
import type { ExtensionContext, LogOutputChannel } from 'vscode';
import type { Wire } from '../wire.ts';
import { registerKnownHover } from './knownHover.ts';
import { registerProblemsSeen } from './problemsSeen.ts';

export function registerProblems(context: ExtensionContext, wire: Wire, log: LogOutputChannel): void {
  registerKnownHover(context, wire, log);
  registerProblemsSeen(context, wire, log);
}
