import { ts } from '../../../../services/analysis/typescript.ts';
import type { Vocabulary } from '../../types/index.ts';
import { askAuthorities, askForReturn, authoritiesOf } from './authority.ts';
import { askAnalogy } from './analogy.ts';
import { createBallot, type Ballot, type Candidate, type Place } from './ballot.ts';
import { askUses } from './body-uses.ts';
import { askCalls, callsOf, isLeftOut } from './call-sites.ts';
import type { Declaration, FunctionNode, Slot } from './declarations.ts';
import { isFunctionNode } from './declarations.ts';
import { askNamesakes } from './namesakes.ts';
import { withOwnParameters } from './own-parameters.ts';
import { askReturns } from './returns.ts';
import { askNames } from './structure.ts';

const defaultWeight = 60;
const propertyWeight = 40;

/** What every slot of a declaration but its return type may be, best first. */
export function candidatesFor(
  { node, slots }: Declaration,
  place: Omit<Place, 'node'>,
  vocabulary: Vocabulary,
): ReadonlyMap<Slot, readonly Candidate[]> {
  const found = new Map<Slot, readonly Candidate[]>();
  if (!isFunctionNode(node)) {
    for (const slot of slots) {
      const ballot = createBallot({ ...place, node });
      askProperty(ballot, node, vocabulary);
      found.set(slot, ballot.ranked());
    }
    return found;
  }
  const authorities = authoritiesOf(node, place.checker);
  const calls = callsOf(node, vocabulary, place.checker);
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
      askAnalogy(ballot, node, { parameter: slot.node.name.text }, vocabulary);
      if (node.body) askUses(ballot, slot.node.name, node.body);
    }
    askCalls(ballot, slot.node, index, calls, vocabulary);
    askNames(ballot, slot.node.name.getText(), vocabulary);
    found.set(slot, ballot.ranked());
  }
  return withOwnParameters(node, found);
}

/** What a function may say that it returns, best first; `node` belongs to the program that `place` asks. */
export function returnCandidates(
  node: FunctionNode,
  place: Omit<Place, 'node'>,
  vocabulary: Vocabulary,
): readonly Candidate[] {
  const ballot = createBallot({ ...place, node });
  askForReturn(ballot, authoritiesOf(node, place.checker));
  askReturns(ballot, node, vocabulary);
  askAnalogy(ballot, node, 'result', vocabulary);
  return ballot.ranked();
}

function askDefault(ballot: Ballot, { initializer }: ts.ParameterDeclaration): void {
  if (!initializer) return;
  const { checker } = ballot.place;
  const type = checker.getTypeAtLocation(initializer);
  if (type.flags & ts.TypeFlags.Any) return;
  ballot.takes(type);
  ballot.type(checker.getWidenedType(checker.getBaseTypeOfLiteralType(type)), defaultWeight);
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
  ballot.type(checker.getWidenedType(checker.getBaseTypeOfLiteralType(own)), propertyWeight);
  if (node.initializer && !(own.flags & ts.TypeFlags.Any)) ballot.takes(own);
  if (ts.isIdentifier(node.name)) askNamesakes(ballot, node.name.text, node, vocabulary);
}
