import { ts } from '../../../services/analysis/typescript.ts';
import { everyName, isWayOut, withoutAlias, type Needed, type Spelling } from './spell.ts';
import type { Vocabulary } from './vocabulary.ts';

/** Words that may be a type, when every name in them is one at the place; their case is that of the names there are. */
export function spellText(
  wanted: string,
  place: ts.Node,
  checker: ts.TypeChecker,
  vocabulary: Vocabulary,
): Spelling | undefined {
  const isHere = (word: string) => checker.resolveName(word, place, anything, false) !== undefined;
  const text = wanted.replace(/[\w$]+/g, (word) => (isHere(word) ? word : vocabulary.cased(word)));
  const source = ts.createSourceFile(
    'type.ts',
    `declare function wanted(): ${text};`,
    ts.ScriptTarget.Latest,
    true,
  );
  const [statement] = source.statements;
  const type = statement && ts.isFunctionDeclaration(statement) ? statement.type : undefined;
  if (!type || isWayOut(text)) return undefined;
  const imports: Needed[] = [];
  const isSound = everyName(type, place, (name) => {
    const flags = (ts.SymbolFlags.Type | ts.SymbolFlags.Namespace) as ts.SymbolFlags;
    const here = checker.resolveName(name.text, place, flags, false);
    if (here) return isMember(withoutAlias(here, checker), name, checker);
    const needed = exportedOf(name.text, checker, vocabulary);
    if (needed) imports.push(needed);
    return needed !== undefined;
  });
  return isSound ? { text, imports } : undefined;
}

const anything = (ts.SymbolFlags.Type | ts.SymbolFlags.Namespace | ts.SymbolFlags.Value) as ts.SymbolFlags;

/** `models.User` only where `models` has a `User`. */
function isMember(symbol: ts.Symbol, name: ts.Identifier, checker: ts.TypeChecker): boolean {
  const { parent } = name;
  if (!ts.isQualifiedName(parent)) return true;
  return checker.getExportsOfModule(symbol).some((each) => each.name === parent.right.text);
}

function exportedOf(name: string, checker: ts.TypeChecker, vocabulary: Vocabulary): Needed | undefined {
  const [only, other] = vocabulary.named(name);
  if (!only?.name || other) return undefined;
  const symbol = checker.getSymbolAtLocation(only.name);
  return symbol && { name, symbol };
}
