import { ts } from '../../../../../services/analysis/typescript.ts';
import type { NamedType, Vocabulary } from '../../../types/index.ts';
import type { Ballot } from '../ballot/index.ts';

const ownersMax = 40;

/** An object type without a name, under the name of a type that is built the same. */
export function askStructure(ballot: Ballot, type: ts.Type, vocabulary: Vocabulary): void {
  const { checker } = ballot.place;
  const isAnonymous =
    type.aliasSymbol === undefined && (type.symbol as ts.Symbol | undefined)?.name === '__object';
  const names = isAnonymous ? type.getProperties().map(({ name }) => name) : [];
  const [rarest] = names.map((name) => vocabulary.owners(name)).sort((a, b) => a.length - b.length);
  for (const owner of (rarest ?? []).slice(0, ownersMax)) {
    const named = declaredType(owner, checker);
    if (!named || ts.isClassDeclaration(owner)) continue;
    const own = named.getProperties();
    const isOptional = ({ flags }: ts.Symbol) => (flags & ts.SymbolFlags.Optional) !== 0;
    // What needs nothing is no better name for something than for everything else.
    const isSame =
      !own.every(isOptional) && own.every((each) => names.includes(each.name) || isOptional(each));
    const isWhole = names.every((name) => own.some((each) => each.name === name));
    if (isSame && isWhole && checker.isTypeAssignableTo(type, named)) ballot.type(named, 'structure');
  }
}

/** Types that have every member that is asked of a value, and types that are called like it. */
export function askNames(ballot: Ballot, name: string, vocabulary: Vocabulary): void {
  const { checker } = ballot.place;
  const [rarest] = [...ballot.bounds.members]
    .map((member) => vocabulary.owners(member))
    .filter((each) => each.length > 0)
    .sort((a, b) => a.length - b.length);
  const owners = (rarest ?? []).slice(0, ownersMax);
  for (const owner of owners) {
    const type = declaredType(owner, checker);
    const title = owner.name?.text ?? '';
    if (!type || title === '') continue;
    ballot.type(type, 'members', 1 / Math.sqrt(owners.length));
  }
  for (const owner of vocabulary.named(name.charAt(0).toUpperCase() + name.slice(1)).slice(0, 3))
    ballot.type(declaredType(owner, checker), 'name');
}

/** The type of a declaration that needs nothing more to be one. */
function declaredType(owner: NamedType, checker: ts.TypeChecker): ts.Type | undefined {
  if (
    !owner.name ||
    !ts.isSourceFile(owner.parent) ||
    (!ts.isEnumDeclaration(owner) && owner.typeParameters?.some((each) => !each.default))
  )
    return undefined;
  const symbol = checker.getSymbolAtLocation(owner.name);
  return symbol && checker.getDeclaredTypeOfSymbol(symbol);
}
