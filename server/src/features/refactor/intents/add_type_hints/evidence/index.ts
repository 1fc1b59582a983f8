/** Evidence promises what a slot may be, best first, from everything that the project says of it. */
import { ts } from '../../../../../services/analysis/typescript.ts';
import type { Vocabulary } from '../../../types/index.ts';
import { createBallot, mentions, type Ballot, type Candidate, type Place } from '../ballot/index.ts';
import { isFunctionNode, type Declaration, type FunctionNode, type Slot } from '../slots/declarations.ts';
import { askAuthorities, askForReturn, authoritiesOf } from './authority.ts';
import { askUses } from './body-uses.ts';
import { askCalls, callsOf, isLeftOut } from './call-sites.ts';
import { askGenericNames } from './generic-names.ts';
import { askNamesakes } from './namesakes.ts';
import { withOwnParameters, type Heard } from './own-parameters.ts';
import { askReturns } from './returns.ts';
import { askSiblings, siblingsOf } from './siblings.ts';
import { askNames } from './structure.ts';

/** What every slot of a declaration but its return type may be, best first. */
export function candidatesFor(
  { node, slots }: Declaration,
  place: Omit<Place, 'node'>,
  vocabulary: Vocabulary,
): ReadonlyMap<Slot, readonly Candidate[]> {
  if (!isFunctionNode(node)) {
    const ballot = createBallot({ ...place, node });
    askProperty(ballot, node, vocabulary);
    return new Map(slots.map((slot) => [slot, ballot.ranked()]));
  }
  const found = new Map<Slot, Heard>();
  const authorities = authoritiesOf(node, place.checker);
  const calls = callsOf(node, vocabulary, place.checker);
  const siblings = siblingsOf(node, vocabulary);
  for (const slot of slots) {
    if (slot.kind !== 'parameter') continue;
    const index = node.parameters.filter((each) => each.name.getText() !== 'this').indexOf(slot.node);
    const isOmitted = isLeftOut(index, calls);
    const isOptional =
      isOmitted || slot.node.questionToken !== undefined || slot.node.initializer !== undefined;
    const ballot = createBallot({ ...place, node, isOptional, isOmitted });
    askAuthorities(ballot, slot.node, index, authorities);
    askDefault(ballot, slot.node);
    if (ts.isIdentifier(slot.node.name)) {
      askNamesakes(ballot, slot.node.name.text, slot.node, vocabulary);
      askSiblings(ballot, siblings, { parameter: slot.node.name.text }, vocabulary);
      if (node.body) askUses(ballot, slot.node.name, node.body);
    }
    askCalls(ballot, slot.node, index, calls, vocabulary);
    askNames(ballot, slot.node.name.getText(), vocabulary);
    found.set(slot, { ballot, candidates: ballot.ranked() });
  }
  return withOwnParameters(node, found);
}

/**
 * What a function may say that it returns, best first; `node` belongs to the program that `place` asks, and `returned` is
 * what comes out of it there.
 */
export function returnCandidates(
  node: FunctionNode,
  returned: ts.Type,
  place: Omit<Place, 'node'>,
  vocabulary: Vocabulary,
): readonly Candidate[] {
  const ballot = createBallot({ ...place, node, wantedNames: unusedOf(node) });
  const siblings = siblingsOf(node, vocabulary);
  askForReturn(ballot, authoritiesOf(node, place.checker));
  askReturns(ballot, node, returned, vocabulary);
  askGenericNames(ballot, returned, siblings);
  askSiblings(ballot, siblings, 'result', vocabulary);
  return ballot.ranked();
}

/** Type parameters of a function that are named once at most: nothing depends on them unless the result does. */
export function unusedOf(node: FunctionNode): readonly string[] {
  const own = node.typeParameters ?? [];
  return own.flatMap(({ name: { text: name } }) => {
    const bounds = own.flatMap((each) => [each.constraint, each.default]);
    const uses = [...bounds, ...node.parameters.map(({ type }) => type)].filter(
      (type) => type && mentions(type.getText(), name),
    );
    return uses.length > 1 ? [] : [name];
  });
}

function askDefault(ballot: Ballot, { initializer }: ts.ParameterDeclaration): void {
  if (!initializer) return;
  const { checker } = ballot.place;
  const type = checker.getTypeAtLocation(initializer);
  if (type.flags & ts.TypeFlags.Any) return;
  ballot.takes(type);
  const whole = checker.getWidenedType(checker.getBaseTypeOfLiteralType(type));
  ballot.type(whole, isPlain(whole) ? 'default' : 'defaultObject');
}

/** An object is one of those that may come; a number says that numbers come. */
function isPlain({ flags }: ts.Type): boolean {
  return (flags & (ts.TypeFlags.StringLike | ts.TypeFlags.NumberLike | ts.TypeFlags.BooleanLike)) !== 0;
}

function askProperty(
  ballot: Ballot,
  node: ts.PropertyDeclaration | ts.VariableDeclaration,
  vocabulary: Vocabulary,
): void {
  const { checker } = ballot.place;
  const own = node.initializer
    ? checker.getTypeAtLocation(node.initializer)
    : checker.getTypeAtLocation(node);
  ballot.type(checker.getWidenedType(checker.getBaseTypeOfLiteralType(own)), 'property');
  if (node.initializer && !(own.flags & ts.TypeFlags.Any)) ballot.takes(own);
  if (ts.isIdentifier(node.name)) askNamesakes(ballot, node.name.text, node, vocabulary);
}
