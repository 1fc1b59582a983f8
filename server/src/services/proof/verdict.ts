import {
  gateNames,
  type GateName,
  type GateResult,
  type Gates,
  type Problem,
  type Verdict,
} from '../../protocol/index.ts';

export interface Judged {
  readonly verdict: Verdict;
  readonly summary: string;
  readonly missing: readonly string[];
}

export interface Evidence {
  readonly gates: Gates;
  /** Executable changed lines and how many of them a test executed; absent when no test ran. */
  readonly changedLines?: { readonly total: number; readonly executed: number };
  /** Changed lines that no test executed, as `file:line`. */
  readonly missedLines?: readonly string[];
  /** The emitted JavaScript is the same before and after, so that no test can tell. */
  readonly sameEmit: boolean;
}

/**
 * The verdict of a change from what its gates said. `failed` as soon as one gate found something new. `proven` only
 * when every gate that the workspace has passed, and either a test executed every changed line or the emitted
 * JavaScript is identical. Everything between is `checked`, and the summary says what was not looked at.
 */
export function judge(evidence: Evidence): Judged {
  const { gates, changedLines, sameEmit } = evidence;
  const missing = gateNames
    .filter((name) => gates[name].status === 'skipped')
    .map((name) => `${name}: ${gates[name].reason ?? 'did not run.'}`);
  const failed = gateNames.find((name) => gates[name].status === 'fail');
  if (failed) return { verdict: 'failed', summary: failureSentence(failed, gates[failed]), missing };
  const silent = gateNames.find((name) => isSilent(name, gates[name], sameEmit));
  if (silent) {
    return {
      verdict: 'checked',
      summary: `Nothing new is broken, but ${doubt(silent, gates[silent])}`,
      missing,
    };
  }
  if (sameEmit) {
    return {
      verdict: 'proven',
      summary: `${passedSentence(gates)} The emitted JavaScript is identical, so no test can tell the difference.`,
      missing,
    };
  }
  if (gates.tests.status !== 'pass') {
    return {
      verdict: 'checked',
      summary: `Nothing new is broken, but ${doubt('tests', gates.tests)}`,
      missing,
    };
  }
  if (!changedLines) {
    const summary = 'Nothing new is broken, but it is not known whether a test executed the changed lines.';
    return { verdict: 'checked', summary, missing };
  }
  if (changedLines.executed < changedLines.total) {
    return { verdict: 'checked', summary: missedSentence(changedLines, evidence.missedLines ?? []), missing };
  }
  const lines = changedLines.total === 1 ? 'the changed line' : `all ${changedLines.total} changed lines`;
  return {
    verdict: 'proven',
    summary: `${passedSentence(gates)} Tests executed ${lines}.`,
    missing,
  };
}

/** A gate that the workspace has and that did not pass; tests are weighed on their own, for identical emit needs none. */
function isSilent(name: GateName, gate: GateResult, sameEmit: boolean): boolean {
  if (gate.status === 'pass' || gate.absent === true) return false;
  return name !== 'tests' || !sameEmit;
}

function doubt(name: GateName, gate: GateResult): string {
  if (name === 'tests' && gate.absent === true)
    return 'the workspace has no tests to execute the changed lines.';
  return `${titles[name]} did not vouch for it: ${gate.reason ?? 'the gate did not run.'}`;
}

const titles: Readonly<Record<GateName, string>> = {
  parse: 'the parser',
  types: 'the type checker',
  lint: 'the linter',
  tests: 'the test runner',
};

function failureSentence(name: GateName, gate: GateResult): string {
  const [first] = gate.newProblems;
  if (!first) return `The ${name} gate failed${gate.reason === undefined ? '.' : `: ${gate.reason}`}`;
  const count = gate.newProblems.length;
  const more = count > 1 ? ` (and ${count - 1} more)` : '';
  const start =
    first.tool === 'grace' ? 'It would break the rules of an honest change:' : failureStarts[name];
  return `${start} ${problemText(first)}${more}`;
}

const failureStarts: Readonly<Record<GateName, string>> = {
  parse: 'It would add a syntax error:',
  types: 'It would add a type error:',
  lint: 'It would add a lint problem:',
  tests: 'It would break a test:',
};

function problemText({ code, message, file, line }: Problem): string {
  const [firstLine = ''] = message.split('\n');
  const place = file === undefined ? '' : ` at ${file}${line === undefined ? '' : `:${line}`}`;
  const rule = code === undefined ? '' : ` (${code})`;
  return `${firstLine.trim().replace(/[.:]$/, '')}${rule}${place}.`;
}

function passedSentence(gates: Gates): string {
  const passed = gateNames.filter((name) => name !== 'parse' && gates[name].status === 'pass');
  const absent = gateNames.filter((name) => gates[name].absent === true);
  const lacking = absent.length === 0 ? '' : ` (the workspace has no ${absent.join(' and no ')})`;
  if (passed.length === 0) return `No new problem was found${lacking}.`;
  return `No new problem in ${passed.join(', ')}${lacking}.`;
}

/** Lines named in a summary. */
const missedShownMax = 5;

function missedSentence(
  { total, executed }: { readonly total: number; readonly executed: number },
  missed: readonly string[],
): string {
  const more = missed.length - missedShownMax;
  const shown = missed.slice(0, missedShownMax).join(', ');
  const where = more > 0 ? `${shown} and ${more} more` : shown;
  if (executed === 0 && total === 1)
    return `Nothing new is broken, but no test executes the changed line${where === '' ? '' : ` ${where}`}.`;
  const counted =
    executed === 0
      ? `no test executes any of the ${total} changed lines`
      : `tests executed only ${executed} of ${total} changed lines`;
  return `Nothing new is broken, but ${counted}${where === '' ? '' : `; not executed: ${where}`}.`;
}
