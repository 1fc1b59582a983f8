import { refused, type Refusal } from '../../../../base/index.ts';
import { ts } from '../../../../services/analysis/typescript.ts';
import type { SyntaxFile } from '../../intent.ts';
import { libraries, type Dialect } from './dialect.ts';
import { insertion } from './binding.ts';
import { loggerOfExpression } from './logger-module.ts';
import { boundNames, type ModuleReader } from './module-scope.ts';
import { isLoggerName } from './neighbours.ts';
import { functionAround, instanceClassAround } from './scope.ts';
import type { Style } from '../../syntax/index.ts';

/** The logger of the instance that runs the code at a site. */
interface ClassLogger {
  readonly expression: string;
  readonly dialect: Dialect;
  /** A class without one is given one. */
  readonly member?: { readonly position: number; readonly newText: string };
}

/** `this.logger`, where the class around has one; in a Nest project a class without one gets one. */
export function classLogger(
  node: ts.Node,
  file: SyntaxFile,
  source: ts.SourceFile,
  style: Style,
  reader: ModuleReader,
): ClassLogger | Refusal | undefined {
  const owner = instanceClassAround(node);
  if (!owner) return undefined;
  for (const { name, value, type } of loggerMembers(owner)) {
    const dialect = value ? loggerOfExpression(value, source, file.path, reader) : typed(type, source);
    if (!dialect) continue;
    return beforeSuper(node, owner) ?? { expression: `this.${name}`, dialect };
  }
  if (!isNest(file, source) || !owner.name) return undefined;
  if (owner.members.some((member) => member.name?.getText() === 'logger')) {
    return refused(
      `The class ${owner.name.text} has a member \`logger\` that is no logger Grace understands: rename one of the two.`,
    );
  }
  const early = beforeSuper(node, owner);
  if (early) return early;
  const modifiers = /\.[cm]?tsx?$/.test(file.path) ? 'private readonly ' : '';
  const declaration = `${modifiers}logger = new Logger(${owner.name.text}.name)${style.semicolon}`;
  const [first] = owner.members;
  const gap = first ? style.newline : '';
  return {
    expression: 'this.logger',
    dialect: libraries.nest,
    member: {
      position: openingBrace(owner),
      newText: style.newline + style.indent + declaration + gap + (first ? '' : style.newline),
    },
  };
}

/** Brings Nest's `Logger` into scope. */
export function importNestLogger(
  source: ts.SourceFile,
  style: Style,
): { readonly position: number; readonly newText: string } | undefined {
  for (const statement of source.statements) {
    if (!ts.isImportDeclaration(statement) || !ts.isStringLiteral(statement.moduleSpecifier)) continue;
    if (statement.moduleSpecifier.text !== '@nestjs/common') continue;
    if (boundNames(statement).includes('Logger')) return undefined;
    const bindings = statement.importClause?.namedBindings;
    const last = bindings && ts.isNamedImports(bindings) ? bindings.elements.at(-1) : undefined;
    if (last) return { position: last.end, newText: ', Logger' };
  }
  const { quote, semicolon } = style;
  return insertion(source, [`import { Logger } from ${quote}@nestjs/common${quote}${semicolon}`], style);
}

function isNest(file: SyntaxFile, source: ts.SourceFile): boolean {
  if (!file.surroundings.dependencies.has('@nestjs/common')) return false;
  return ts
    .preProcessFile(source.text, true, true)
    .importedFiles.some(({ fileName }) => fileName.startsWith('@nestjs/'));
}

interface Member {
  readonly name: string;
  readonly value: ts.Expression | undefined;
  readonly type: ts.TypeNode | undefined;
}

function loggerMembers(owner: ts.ClassLikeDeclaration): readonly Member[] {
  const members: Member[] = [];
  const add = (name: ts.Node, value: ts.Expression | undefined, type: ts.TypeNode | undefined) => {
    const text = name.getText();
    if (isLoggerName(text.replace(/^#/, ''))) members.push({ name: text, value, type });
  };
  for (const member of owner.members) {
    const isStatic = (ts.getCombinedModifierFlags(member) & ts.ModifierFlags.Static) !== 0;
    if (ts.isPropertyDeclaration(member) && !isStatic) add(member.name, member.initializer, member.type);
    if (!ts.isConstructorDeclaration(member)) continue;
    for (const parameter of member.parameters) {
      if (ts.isParameterPropertyDeclaration(parameter, member)) {
        add(parameter.name, undefined, parameter.type);
      }
    }
  }
  return members;
}

/** `Logger` of `@nestjs/common` or pino, by what the file imports under that name. */
function typed(type: ts.TypeNode | undefined, source: ts.SourceFile): Dialect | undefined {
  if (!type || !ts.isTypeReferenceNode(type)) return undefined;
  const name = type.typeName.getText().split('.')[0] ?? '';
  for (const statement of source.statements) {
    if (!ts.isImportDeclaration(statement) || !ts.isStringLiteral(statement.moduleSpecifier)) continue;
    if (!boundNames(statement).includes(name)) continue;
    if (statement.moduleSpecifier.text === '@nestjs/common') return libraries.nest;
    if (statement.moduleSpecifier.text === 'pino') return libraries.pino;
    if (statement.moduleSpecifier.text === 'nestjs-pino' && name === 'PinoLogger') return libraries.pino;
    if (statement.moduleSpecifier.text === 'winston') return libraries.winston;
  }
  return undefined;
}

function beforeSuper(node: ts.Node, owner: ts.ClassLikeDeclaration): Refusal | undefined {
  const isDerived = owner.heritageClauses?.some((clause) => clause.token === ts.SyntaxKind.ExtendsKeyword);
  const around = functionAround(node);
  if (!isDerived || !around || !ts.isConstructorDeclaration(around)) return undefined;
  const first = around.body?.statements.find((statement) => /^super\s*\(/.test(statement.getText()));
  if (first && node.getStart() > first.getStart()) return undefined;
  return refused('This runs before `super()`, when `this` has no logger yet: move it below.');
}

function openingBrace(owner: ts.ClassLikeDeclaration): number {
  const { text } = owner.getSourceFile();
  const from = owner.heritageClauses?.end ?? owner.typeParameters?.end ?? owner.name?.end ?? owner.getStart();
  return text.indexOf('{', from) + 1;
}
