import { ts } from '../../../../../services/analysis/typescript.ts';
import { nameAround, nounAround, strong } from './noun.ts';
import type { Proposed } from './proposed.ts';
import { verbHabitsOf, verbIn } from './verbs.ts';
import { wordsOf, type Words } from './words.ts';

/** Names for code that nothing in it names: after what it mentions most, and after the function around it. */
export function lastResorts(anchor: ts.Node | undefined): readonly Proposed[] {
  if (!anchor) return [];
  const habits = verbHabitsOf(anchor.getSourceFile());
  const around = nounAround(anchor);
  const mentioned = mostMentioned(anchor);
  const name = nameAround(anchor);
  const handle = verbIn(habits, 'handle');
  const because = 'of what it is about';
  return [
    ...(mentioned ? [{ words: [handle, ...mentioned], because, rank: 'last' as const }] : []),
    ...(around ? [{ words: [handle, ...around], because, rank: 'last' as const }] : []),
    ...(mentioned && around
      ? [{ words: [handle, ...mentioned, 'of', ...around], because, rank: 'last' as const }]
      : []),
    ...(name === undefined
      ? []
      : [{ words: ['continue', ...wordsOf(name)], because: 'it is a part of that', rank: 'last' as const }]),
    { words: ['process', 'step'], because: 'nothing in it has a name', rank: 'last' },
  ];
}

function mostMentioned(anchor: ts.Node): Words | undefined {
  const counts = new Map<string, number>();
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) counts.set(node.text, (counts.get(node.text) ?? 0) + 1);
    ts.forEachChild(node, visit);
  };
  visit(anchor);
  const names = [...counts].sort((a, b) => b[1] - a[1]).map(([each]) => strong(wordsOf(each)));
  return names.find((each) => each !== undefined);
}
