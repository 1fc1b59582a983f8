import { isRefusal } from '../base/index.ts';
import type { ServicesRunJson } from '../protocol/index.ts';
import { recognizeErrors, workspacePath, type RecognizedError } from '../services/recognition/index.ts';
import type { ServiceFailure, ServiceState, WatchedService } from '../services/watched/index.ts';
import type { CommandContext, OpenedWorkspace } from './command.ts';
import { seenWords } from './learned.ts';
import { painter } from './render.ts';

export interface TellPorts {
  readonly context: CommandContext;
  readonly workspace: OpenedWorkspace;
  /** Columns of the longest name. */
  readonly width: number;
  /** Its place among those that run, which gives it its colour. */
  readonly index: number;
}

const colours = ['cyan', 'magenta', 'blue', 'green', 'yellow'] as const;
/** Errors of one failure that are shown and remembered. */
const errorsMax = 5;

/** Tells what a service prints and how it is: lines for people, or JSON lines. */
export function tellOfService(service: WatchedService, ports: TellPorts): void {
  const { context, width, index } = ports;
  const { json, terminal } = context;
  const { name } = service.plan;
  const paint = painter(terminal);
  const mark = paint(colours[index % colours.length] ?? 'cyan', `${name.padEnd(width)} |`);
  const answer = (line: ServicesRunJson) => terminal.print(`${JSON.stringify(line)}\n`);
  const say = (text: string) => terminal.note(`${mark} ${paint('dim', text)}`);

  service.onLine((line) => {
    if (json) answer({ service: name, line });
    else terminal.print(`${mark} ${line}\n`);
  });
  const tellState = (state: ServiceState) => {
    if (json) answer({ service: name, ...stateJson(state), restarts: service.restarts() });
    else say(wordsOf(state, service.restarts()));
  };
  tellState(service.state());
  service.onState(tellState);
  service.onFailure((failure) => {
    const errors = errorsIn(failure, ports.workspace.root);
    if (json) answer({ service: name, failure: failure.reason, errors: errors.map(toJson) });
    void remember(errors, ports, say);

    function toJson({ signature, tool, message, location }: RecognizedError) {
      return {
        ...{ signature: signature.strict, tool, message },
        ...(location ? { file: workspacePath(location.file, ports.workspace.root) } : {}),
        ...(location?.line === undefined ? {} : { line: location.line }),
      };
    }
  });
}

function errorsIn({ output }: ServiceFailure, root: string): readonly RecognizedError[] {
  const errors: RecognizedError[] = [];
  const recognizing = recognizeErrors({ root }, (error) => {
    if (error.severity === 'error' && errors.length < errorsMax) errors.push(error);
  });
  recognizing.push(Buffer.from(output.map((line) => `${line}\n`).join('')));
  recognizing.end();
  return errors;
}

/** What a failure is called, and what is known of it. */
async function remember(
  errors: readonly RecognizedError[],
  { context, workspace: { root, knowledge } }: TellPorts,
  say: (text: string) => void,
): Promise<void> {
  if (errors.length === 0) return;
  const before = await knowledge.see(errors, { root, source: 'service' });
  if (context.json) return;
  for (const { message, location, signature } of errors) {
    const place = location
      ? ` at ${[workspacePath(location.file, root), location.line].filter(Boolean).join(':')}`
      : '';
    const entry = isRefusal(before) ? undefined : before.get(signature.strict);
    const known = entry ? `: ${entry.name ?? signature.strict}, ${seenWords(entry)}` : ', for the first time';
    say(`failed with ${message}${place}${known}`);
  }
  if (isRefusal(before)) say(before.message);
}

function stateJson(state: ServiceState) {
  switch (state.name) {
    case 'ready':
      return { state: state.name, pid: state.pid, readyMs: Math.round(state.ms) };
    case 'unresponsive':
      return { state: state.name, pid: state.pid, reason: state.reason };
    case 'resting':
      return { state: state.name, reason: state.reason, until: new Date(state.untilMs).toISOString() };
    case 'failed':
      return { state: state.name, reason: state.reason };
    case 'starting':
    case 'ended':
    case 'stopped':
      return { state: state.name };
  }
}

function wordsOf(state: ServiceState, restarts: number): string {
  switch (state.name) {
    case 'starting':
      return restarts === 0 ? 'is starting' : `is starting again (restart ${restarts})`;
    case 'ready':
      return `is ready after ${(state.ms / msPerSecond).toFixed(1)} s, process ${state.pid}`;
    case 'unresponsive':
      return `${state.reason} It is left alone.`;
    case 'resting': {
      const seconds = Math.max(0, (state.untilMs - Date.now()) / msPerSecond).toFixed(1);
      const often = state.tooOften ? ' It failed too often, so it is left alone for longer.' : '';
      return `${state.reason}${often} It is started again in ${seconds} s.`;
    }
    case 'ended':
      return 'ended as it should';
    case 'failed':
      return `${state.reason} It is not started again.`;
    case 'stopped':
      return 'is stopped';
  }
}

const msPerSecond = 1_000;
