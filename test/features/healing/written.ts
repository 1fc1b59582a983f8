/** A playbook of a workspace that is right, one line each, so that a case can put another line in the place of one. */
const rightLines = [
  'version: 1',
  'playbooks:',
  '  - id: tidy_up',
  '    title: Tidy up',
  '    why: So that it is tidy.',
  '    trigger: process_failure',
  '    match:',
  '      tool: { is: tidy }',
  '    preconditions: { trusted: true }',
  '    steps:',
  '      - action: run_tool',
  '        with: { tool: tidy }',
  '    completion: { symptom_gone_within: 10s }',
  '    undo: keep',
  '    timeout: 30s',
  '    attempts: 2',
  '    cooldown: 10s',
  '    concurrency: { key: tidy }',
  '    risk: medium',
  '    escalation: It is still untidy.',
];

export const right = written();

/** The same with other lines in the place of some, by their number from 1. */
export function written(instead: Readonly<Record<number, string>> = {}): string {
  return `${rightLines.map((line, index) => instead[index + 1] ?? line).join('\n')}\n`;
}
