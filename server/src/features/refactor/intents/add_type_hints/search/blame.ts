import { applyTextEdits } from '../../../../../protocol/index.ts';
import type { TextEdit, TrialProblem } from '../../../intent.ts';
import type { Candidate } from '../ballot/index.ts';
import type { Declaration, Slot } from '../slots/declarations.ts';
import type { Searched, SearchPorts } from './ports.ts';

/** Which hints the problems come from: those of the function they are in, the likeliest first. */
export function blame(
  problems: readonly TrialProblem[],
  { edits, chosen }: Searched,
  { view, path }: SearchPorts,
  declarations: readonly Declaration[],
): readonly Slot[] {
  const after = applyTextEdits(view.source.text, edits);
  const blamed = new Set<Slot>();
  for (const problem of problems) {
    const isHere = problem.file === path;
    const offset = isHere ? movedBack(problem.start, edits) : -1;
    const around = declarations.filter(({ node }) => node.pos <= offset && offset <= node.end);
    const line = lineAt(isHere ? after : (view.sourceAt(problem.file)?.text ?? ''), problem.start);
    const owners =
      around.length > 0 ? around.slice(-1) : declarations.filter((each) => isNamedIn(each, line));
    for (const { slots } of owners) {
      const slot = likeliest(
        slots.filter((each) => chosen.has(each)),
        chosen,
        line,
        problem,
      );
      if (slot) blamed.add(slot);
    }
  }
  if (blamed.size > 0) return [...blamed];
  // What nobody answers for may come from anything: results first, for they depend on the rest.
  const results = [...chosen.keys()].filter(({ kind }) => kind === 'return');
  return results.length > 0 ? results : [...chosen.keys()];
}

function likeliest(
  slots: readonly Slot[],
  chosen: ReadonlyMap<Slot, Candidate>,
  line: string,
  problem: TrialProblem,
): Slot | undefined {
  const weightOf = (slot: Slot) => chosen.get(slot)?.weight ?? 0;
  const isNamed = (slot: Slot) =>
    slot.kind === 'return'
      ? /\breturn\b/.test(line)
      : new RegExp(`\\b${slot.node.name.getText().replace(/\W+/g, '|')}\\b`).test(line + problem.message);
  const byWeight = slots.toSorted((a, b) => weightOf(a) - weightOf(b));
  return byWeight.find(isNamed) ?? byWeight[0];
}

function isNamedIn({ node }: Declaration, line: string): boolean {
  const name = node.name?.getText() ?? '';
  return name !== '' && line.includes(name);
}

function lineAt(text: string, offset: number): string {
  const end = text.indexOf('\n', offset);
  return text.slice(text.lastIndexOf('\n', offset - 1) + 1, end < 0 ? undefined : end);
}

function movedBack(offset: number, edits: readonly TextEdit[]): number {
  let at = offset;
  for (const { span, newText } of edits.toSorted((a, b) => a.span.start - b.span.start))
    if (span.start < at) at = Math.max(span.start, at - (newText.length - (span.end - span.start)));
  return at;
}
