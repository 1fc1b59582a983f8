import { declarationText, ts } from '../../typescript.ts';
import type { Job } from '../pulse.ts';

const known = new WeakMap<ts.Program, Map<string, string>>();

/**
 * What a file shows to its importers, comments and layout aside. Two equal shapes mean that no importer can tell the
 * difference by types; that is what spares checking them.
 */
export function shapeOf(program: ts.Program, source: ts.SourceFile, job: Job): string {
  const shapes = known.get(program) ?? new Map<string, string>();
  known.set(program, shapes);
  const shape = shapes.get(source.fileName) ?? makeShape(program, source, job);
  shapes.set(source.fileName, shape);
  return shape;
}

function makeShape(program: ts.Program, source: ts.SourceFile, job: Job): string {
  if (source.isDeclarationFile) return tokensOf(source.text);
  try {
    const text = declarationText(program, source, job.token);
    if (text !== undefined) return tokensOf(text);
  } catch (thrown) {
    if (thrown instanceof ts.OperationCanceledException) throw thrown;
    // Some errors in a file keep its declarations from being emitted; its exported types can still be asked for.
  }
  return exportedTypes(program, source);
}

function exportedTypes(program: ts.Program, source: ts.SourceFile): string {
  const checker = program.getTypeChecker();
  const symbol = checker.getSymbolAtLocation(source);
  // A script shows all of itself.
  if (!symbol) return tokensOf(source.text);
  return checker
    .getExportsOfModule(symbol)
    .map((each) => `${each.name}: ${typeOf(checker, each, source)}`)
    .sort()
    .join('\n');
}

function typeOf(checker: ts.TypeChecker, symbol: ts.Symbol, source: ts.SourceFile): string {
  const target = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
  const shown = target.flags & ts.SymbolFlags.Type ? checker.getDeclaredTypeOfSymbol(target) : undefined;
  const flags = ts.TypeFormatFlags.NoTruncation;
  const declared = shown ? checker.typeToString(shown, source, flags) : '';
  return `${declared} ${checker.typeToString(checker.getTypeOfSymbolAtLocation(target, source), source, flags)}`;
}

function tokensOf(text: string): string {
  const scanner = ts.createScanner(ts.ScriptTarget.ESNext, true, ts.LanguageVariant.Standard, text);
  const tokens: string[] = [];
  while (scanner.scan() !== ts.SyntaxKind.EndOfFileToken) tokens.push(scanner.getTokenText());
  return tokens.join(' ');
}
