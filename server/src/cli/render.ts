import { styleText } from 'node:util';
import { gateNames, type GateResult, type ProposalJson } from '../protocol/index.ts';
import type { Terminal } from './command.ts';

/** Problems listed under a failed gate before the rest is only counted. */
const problemsShownMax = 5;

type Style = Parameters<typeof styleText>[0];

/** A proposal as a person reads it: verdict and title, one line of gates, why, then the diff. */
export function renderProposal(proposal: ProposalJson, notes: readonly string[], terminal: Terminal): string {
  const paint = painter(terminal);
  const seconds = proposal.report ? `  ${duration(proposal.report.ms)}` : '';
  const lines = [
    `${verdictMark(proposal, paint)}  ${paint('bold', proposal.title)}  ${paint('dim', `${proposal.intent}${seconds}`)}`,
  ];
  if (proposal.report)
    lines.push(`   ${gateNames.map((name) => gate(name, proposal.proof[name], paint)).join('  ')}`);
  const sentence = proposal.refused ?? proposal.report?.summary;
  if (sentence) lines.push(`   ${sentence}`);
  for (const name of gateNames) lines.push(...problems(proposal.proof[name]));
  for (const note of notes) lines.push(paint('dim', `   Note: ${note}`));
  lines.push('', colourDiff(proposal.diff, paint));
  return `${lines.join('\n')}\n\n`;
}

export function renderTotals(proposals: readonly ProposalJson[], apply: boolean, terminal: Terminal): string {
  const paint = painter(terminal);
  if (proposals.length === 0) return 'Nothing to do.\n';
  const count = (verdict: string) => proposals.filter((proposal) => proposal.verdict === verdict).length;
  const parts = ['proven', 'checked', 'failed', 'refused'].flatMap((verdict) =>
    count(verdict) > 0 ? [`${count(verdict)} ${verdict}`] : [],
  );
  const applied = proposals.filter((proposal) => proposal.applied).length;
  const next =
    apply || count('proven') === 0 ? '' : ' Nothing was written: add --apply to apply what is proven.';
  return `${paint('bold', parts.join(', '))}${apply ? `, ${applied} applied` : ''}.${next}\n`;
}

type Paint = (style: Style, text: string) => string;

export function painter(terminal: Terminal): Paint {
  return (style, text) => (terminal.colour ? styleText(style, text, { validateStream: false }) : text);
}

function verdictMark({ verdict, applied }: ProposalJson, paint: Paint): string {
  const styles: Record<string, readonly [Style, string]> = {
    proven: ['green', '✓ proven '],
    checked: ['yellow', '~ checked'],
    failed: ['red', '✗ failed '],
    refused: ['red', '– refused'],
  };
  const [style, text] = styles[verdict] ?? ['dim', verdict];
  return paint(style, applied ? `${text} · applied` : text);
}

function gate(name: string, result: GateResult, paint: Paint): string {
  if (result.status === 'skipped') return paint('dim', `${name} –`);
  const mark = result.status === 'pass' ? paint('green', '✓') : paint('red', '✗');
  return `${name} ${mark} ${paint('dim', duration(result.ms))}`;
}

function problems({ newProblems }: GateResult): string[] {
  const shown = newProblems.slice(0, problemsShownMax).map(({ file, line, column, code, message }) => {
    const place = file ? `${file}${line ? `:${line}:${column ?? 1}` : ''}  ` : '';
    return `     ${place}${code ? `${code}: ` : ''}${message.split('\n')[0] ?? ''}`;
  });
  const rest = newProblems.length - shown.length;
  return rest > 0 ? [...shown, `     and ${rest} more`] : shown;
}

function colourDiff(diff: string, paint: Paint): string {
  return diff
    .split('\n')
    .map((line) => {
      if (line.startsWith('+++') || line.startsWith('---')) return paint('bold', line);
      if (line.startsWith('@@')) return paint('cyan', line);
      if (line.startsWith('+')) return paint('green', line);
      if (line.startsWith('-')) return paint('red', line);
      return line;
    })
    .join('\n')
    .trimEnd();
}

function duration(ms: number): string {
  return ms < 1_000 ? `${Math.round(ms)} ms` : `${(ms / 1_000).toFixed(1)} s`;
}
