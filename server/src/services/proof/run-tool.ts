import { stripVTControlCharacters } from 'node:util';
import type { ProcessPort, ToolOutcome, ToolRun } from '../../core/ports/index.ts';
import type { Question, Residents, Seat } from './resident/index.ts';

/** How a run of a tool ended: with an outcome to read, or in a way that makes its gate say why it did not run. */
export type ToolAnswer =
  | { readonly kind: 'ended'; readonly outcome: ToolOutcome }
  /** `reason` is a sentence. */
  | { readonly kind: 'unavailable'; readonly reason: string };

/** The same question for a tool that is kept loaded between proofs. */
export interface ResidentRun {
  readonly seat: Seat;
  readonly question: Question;
}

export interface ToolWorld {
  readonly processes: Pick<ProcessPort, 'run'>;
  readonly residents: Residents;
}

/**
 * Runs a tool and puts everything that is not an answer of its own into a sentence. A resident is asked first where there
 * is one; whenever it does not answer, the tool is started as it always is.
 */
export async function runTool(
  { processes, residents }: ToolWorld,
  name: string,
  run: ToolRun,
  signal: AbortSignal,
  resident?: ResidentRun,
): Promise<ToolAnswer> {
  const said = resident && (await residents.ask(resident.seat, resident.question, signal));
  if (said) return { kind: 'ended', outcome: { ...endedWell, ...said } };
  const result = await processes.run(run, signal);
  if (!result.ok) return unavailable(startSentence(name, result.fault));
  const outcome = result.value;
  if (outcome.timedOut) {
    return unavailable(
      `${name} did not end within ${Math.round(run.deadlineMs / 1000)} s and was stopped: run it by hand to see what it waits for.`,
    );
  }
  if (diskFull.test(outcome.stderr) || diskFull.test(outcome.stdout.slice(-diskFullTailMax)))
    return unavailable(`${name} ran out of disk space: free some and prove again.`);
  if (outcome.signal !== null) {
    return unavailable(
      `${name} was killed by ${outcome.signal} before it ended (memory may be short): prove again.`,
    );
  }
  return { kind: 'ended', outcome };
}

/** The first lines of what a tool said before it gave up, for a sentence. */
export function firstWords(outcome: ToolOutcome): string {
  const said = stripVTControlCharacters(`${outcome.stderr}\n${outcome.stdout}`)
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !banner.test(line));
  const words = said.slice(0, 2).join(' ').slice(0, saidCharactersMax);
  return words === '' ? `exit code ${outcome.exitCode ?? 'none'}` : words;
}

const endedWell: ToolOutcome = {
  exitCode: 0,
  signal: null,
  stdout: '',
  stderr: '',
  truncated: false,
  timedOut: false,
  ms: 0,
};
/** Only the end of a long report is searched: a test may print the word ENOSPC and mean it. */
const diskFullTailMax = 4_096;
const diskFull = /\bENOSPC\b|no space left on device/i;
const saidCharactersMax = 240;
/** Greetings that say nothing of the cause. */
const banner = /^Oops! Something went wrong|^ESLint: \d|^The `json` and `json-pretty` reporters/;

function startSentence(name: string, fault: { readonly code: string; readonly message: string }): string {
  if (fault.code === 'not_found')
    return `${name} is not there to run (${fault.message}): install the dependencies and prove again.`;
  return `${name} could not be started: ${fault.message}`;
}

function unavailable(reason: string): ToolAnswer {
  return { kind: 'unavailable', reason };
}
