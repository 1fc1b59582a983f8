/** Search promises hints that the checker has nothing against, of every slot the best that it could find. */
import type { TextEdit, TrialProblem } from '../../../intent.ts';
import type { Vocabulary } from '../../../types/index.ts';
import { calledBy } from '../evidence/call-sites.ts';
import { candidatesFor } from '../evidence/index.ts';
import { isFunctionNode, isJavaScript, type Declaration } from '../slots/declarations.ts';
import { blame } from './blame.ts';
import { createChoices, type Choices } from './choices.ts';
import { reachable, written, type Searched, type SearchPorts } from './ports.ts';
import { hearResults } from './results.ts';
import { hearAgain } from './second-hearing.ts';

/** Rounds of asking the checker for better candidates. */
const roundsMax = 4;
/** Rounds in which what it still objects to is left alone. */
const dropRoundsMax = 3;
/** Candidates that were passed over and are tried once more in the end. */
const secondChancesMax = 3;
/** Files with callers that are asked as well, where a name is not in too many. */
const callerFilesMax = 6;

const nothing: Searched = { edits: [], chosen: new Map() };

/** Finds the best candidates of every slot, many at once. */
export function search(ports: SearchPorts, declarations: readonly Declaration[]): Searched {
  const choices = createChoices();
  for (const declaration of declarations)
    for (const [slot, ranked] of candidatesFor(declaration, ports.place, ports.vocabulary))
      choices.set(slot, reachable(ranked, ports));
  const results = createResults(ports, declarations, choices);
  results.hear();
  for (const [slot, ranked] of hearAgain(ports, declarations, choices.chosen())) choices.set(slot, ranked);
  for (let round = 0; round < roundsMax + dropRoundsMax; round++) {
    results.hear();
    const attempt = written(ports, declarations, choices.chosen());
    if (attempt.edits.length === 0) return attempt;
    const problems = objections(ports, attempt.edits, declarations);
    if (problems.length === 0) return withSecondChances(ports, declarations, choices, attempt);
    for (const slot of blame(problems, attempt, ports, declarations)) {
      if (round < roundsMax) choices.stepBack(slot);
      else choices.giveUp(slot);
    }
  }
  // Not all of it at once: what can be said for sure is said alone.
  return withSecondChances(ports, declarations, choices, nothing);
}

/** Asks for results whenever the parameters are others than when it was asked before. */
function createResults(ports: SearchPorts, declarations: readonly Declaration[], choices: Choices) {
  const wanted = declarations.some(({ slots }) => slots.some(({ kind }) => kind === 'return'));
  let heardFor: string | undefined;
  return {
    hear(): void {
      if (!wanted) return;
      const parameters = new Map([...choices.chosen()].filter(([{ kind }]) => kind !== 'return'));
      const key = JSON.stringify([...parameters].map(([{ node }, { text }]) => [node.pos, text]));
      if (key === heardFor) return;
      heardFor = key;
      for (const [slot, ranked] of hearResults(ports, declarations, parameters)) choices.set(slot, ranked);
    },
  };
}

/** What was passed over because of something else that has been passed over since is better after all. */
function withSecondChances(
  ports: SearchPorts,
  declarations: readonly Declaration[],
  choices: Choices,
  found: Searched,
): Searched {
  let best = found;
  const passedOver = choices.passedOver().toSorted(([, a], [, b]) => b.weight - a.weight);
  for (const [slot, candidate] of passedOver.slice(0, secondChancesMax)) {
    const tried = written(ports, declarations, new Map([...best.chosen, [slot, candidate]]));
    if (objections(ports, tried.edits, declarations).length === 0) best = tried;
  }
  return best;
}

const checked = '// @ts-check\n';

/** What the checker says; JavaScript that it does not look at by itself is shown to it. */
function objections(
  { view, path, vocabulary }: SearchPorts,
  edits: readonly TextEdit[],
  declarations: readonly Declaration[],
): readonly TrialProblem[] {
  const isChecked =
    view.program.getCompilerOptions().checkJs === true || /@ts-(no)?check/.test(view.source.text);
  if (!isJavaScript(view.source) || isChecked)
    return view.imagine(edits).problems(callersOf(declarations, vocabulary, path));
  const asked = { path, span: { start: 0, end: 0 }, newText: checked };
  const open = view.trial([asked]).map(({ message }) => message);
  return view
    .trial([asked, ...edits])
    .filter(({ message }) => !open.includes(message))
    .map((each) => ({ ...each, start: each.start - checked.length }));
}

/** Other files that speak of one function and may object to what it takes; for many, the screening asks them. */
function callersOf(
  declarations: readonly Declaration[],
  vocabulary: Vocabulary,
  path: string,
): readonly string[] {
  const [only, other] = declarations;
  const name = only && !other && isFunctionNode(only.node) ? calledBy(only.node)?.text : undefined;
  if (!only || name === undefined) return [];
  const own = only.node.getSourceFile().fileName;
  const root = own.slice(0, own.length - path.length);
  const files = new Set(vocabulary.uses(name).map((each) => each.getSourceFile().fileName));
  files.delete(own);
  if (files.size > callerFilesMax) return [];
  return [...files].filter((file) => file.startsWith(root)).map((file) => file.slice(root.length));
}
