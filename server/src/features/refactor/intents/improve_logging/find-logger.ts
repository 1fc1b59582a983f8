import { refused, type Refusal } from '../../../../base/index.ts';
import { ts } from '../../../../services/analysis/typescript.ts';
import type { SyntaxFile } from '../../intent.ts';
import { libraries, libraryOfPackage, type Dialect } from './dialect.ts';
import { bindModule, bindPackage, type Binding } from './binding.ts';
import { exportedLogger, loggerOfExpression, type ExportForm } from './logger-module.ts';
import type { ModuleReader } from './module-scope.ts';
import { localLoggerText } from './local-logger.ts';
import { baseNameOf, folderOf, joined, loadedBy, moduleReader } from './modules.ts';
import { isLoggerName, loggerUsages, type Usage } from './neighbours.ts';
import type { Style } from '../../syntax/index.ts';

/** The logger a whole file speaks through, and what has to be written for it to be in scope. */
export interface FileLogger {
  readonly expression: string;
  readonly dialect: Dialect;
  /** The declaration in this file, when there is one: calls before it or hidden from it cannot use it. */
  readonly declared?: ts.Identifier;
  /** What brings it into scope. */
  readonly binding?: Binding;
  readonly creates?: { readonly path: string; readonly text: string };
  readonly notes: readonly string[];
}

/**
 * In the order of what the project's people would do: the variable that is already there, the import the neighbours
 * use, a module that is a logger by name, the library among the dependencies, and only then a small logger of its own.
 */
export function findLogger(
  file: SyntaxFile,
  source: ts.SourceFile,
  style: Style,
  taken: ReadonlySet<string>,
): FileLogger | Refusal {
  const reader = moduleReader(file.surroundings);
  const here = loggerInFile(source, file, reader);
  if (here) return here;
  const usages = loggerUsages(file.path, file.surroundings, reader);
  const imported = byNeighbours(usages, file, source, style, taken, reader);
  if (imported) return imported;
  const named = byName(file, source, style, taken, reader);
  if (named) return named;
  return byLibrary(file, source, style, taken) ?? created(file, source, style, taken);
}

/** A logger that is imported or made at the top level of the file. */
export function loggerInFile(
  source: ts.SourceFile,
  file: Pick<SyntaxFile, 'path'>,
  reader: ModuleReader,
): FileLogger | undefined {
  const found: FileLogger[] = [];
  const add = (name: ts.Identifier, dialect: Dialect | undefined) => {
    if (dialect) found.push({ expression: name.text, dialect, declared: name, notes: [] });
  };
  for (const statement of source.statements) {
    if (ts.isImportDeclaration(statement)) {
      for (const { name, form } of importedNames(statement)) {
        if (!isLoggerName(name.text)) continue;
        const from = (statement.moduleSpecifier as ts.StringLiteral).text;
        if (from === 'loglevel') add(name, libraries.loglevel);
        const target = reader.resolve(file.path, from);
        if (target !== undefined) add(name, exportedThrough(target, form, reader));
      }
    }
    if (!ts.isVariableStatement(statement)) continue;
    for (const { name, initializer } of statement.declarationList.declarations) {
      if (!initializer) continue;
      if (ts.isIdentifier(name)) {
        if (isLoggerName(name.text)) add(name, loggerOfExpression(initializer, source, file.path, reader));
        continue;
      }
      const target = requiredTarget(initializer, file, reader);
      if (target === undefined || !ts.isObjectBindingPattern(name)) continue;
      for (const element of name.elements) {
        if (!ts.isIdentifier(element.name) || !isLoggerName(element.name.text)) continue;
        const exported = (element.propertyName ?? element.name).getText();
        add(element.name, exportedThrough(target, { kind: 'named', name: exported }, reader));
      }
    }
  }
  return found[0];
}

function exportedThrough(target: string, form: ExportForm, reader: ModuleReader): Dialect | undefined {
  const dialect = exportedLogger(target, form, reader);
  // `import log from` a CommonJS module means the module itself.
  return dialect ?? (form.kind === 'default' ? exportedLogger(target, { kind: 'whole' }, reader) : undefined);
}

function importedNames(
  statement: ts.ImportDeclaration,
): readonly { readonly name: ts.Identifier; readonly form: ExportForm }[] {
  const clause = statement.importClause;
  if (!clause || clause.phaseModifier === ts.SyntaxKind.TypeKeyword) return [];
  const names: { name: ts.Identifier; form: ExportForm }[] = [];
  if (clause.name) names.push({ name: clause.name, form: { kind: 'default' } });
  const bindings = clause.namedBindings;
  if (bindings && ts.isNamespaceImport(bindings))
    names.push({ name: bindings.name, form: { kind: 'whole' } });
  if (bindings && ts.isNamedImports(bindings)) {
    for (const element of bindings.elements) {
      if (element.isTypeOnly) continue;
      names.push({
        name: element.name,
        form: { kind: 'named', name: (element.propertyName ?? element.name).text },
      });
    }
  }
  return names;
}

function requiredTarget(
  node: ts.Expression,
  file: Pick<SyntaxFile, 'path'>,
  reader: ModuleReader,
): string | undefined {
  if (!ts.isCallExpression(node) || node.expression.getText() !== 'require') return undefined;
  const [specifier] = node.arguments;
  return specifier && ts.isStringLiteralLike(specifier)
    ? reader.resolve(file.path, specifier.text)
    : undefined;
}

function byNeighbours(
  usages: readonly Usage[],
  file: SyntaxFile,
  source: ts.SourceFile,
  style: Style,
  taken: ReadonlySet<string>,
  reader: ModuleReader,
): FileLogger | Refusal | undefined {
  for (const usage of usages) {
    if (usage.target === undefined) {
      if (usage.specifier !== 'loglevel') continue;
      const binding = bindPackage(source, style, taken, 'default', usage.local, usage.specifier);
      return { expression: binding.local, dialect: libraries.loglevel, binding, notes: [] };
    }
    const form: ExportForm =
      usage.clause === 'named'
        ? { kind: 'named', name: usage.imported }
        : usage.clause === 'default'
          ? { kind: 'default' }
          : { kind: 'whole' };
    const dialect = exportedThrough(usage.target, form, reader);
    if (!dialect) continue;
    return fromModule(usage, usage.target, dialect, file, source, style, taken, reader);
  }
  return undefined;
}

function fromModule(
  usage: Omit<Usage, 'count'>,
  target: string,
  dialect: Dialect,
  file: SyntaxFile,
  source: ts.SourceFile,
  style: Style,
  taken: ReadonlySet<string>,
  reader: ModuleReader,
): FileLogger | Refusal {
  if (target === file.path) {
    return refused('This file is the logger itself: what it writes to the console is its output.');
  }
  if (loadedBy(target, reader).has(file.path)) {
    return refused(
      `${target} loads this file before it is ready itself, so the logger cannot be used here without an import cycle.`,
    );
  }
  if (dialect.readiedBy !== undefined) {
    return refused(
      `The logger of ${target} speaks only after its \`${dialect.readiedBy}()\` has run, and this file does not use it yet: import it here once it is certain that it is ready.`,
    );
  }
  const binding = bindModule(file, source, style, taken, { ...usage, target }, reader);
  return { expression: binding.local, dialect, binding, notes: [] };
}

const loggerFile = /^(logger|log|logging|winston|pino|bunyan)$/i;

/** A module that nobody imports yet but that is called a logger and is one. */
function byName(
  file: SyntaxFile,
  source: ts.SourceFile,
  style: Style,
  taken: ReadonlySet<string>,
  reader: ModuleReader,
): FileLogger | Refusal | undefined {
  const forms: readonly { form: ExportForm; clause: Usage['clause']; local: string }[] = [
    { form: { kind: 'named', name: 'logger' }, clause: 'named', local: 'logger' },
    { form: { kind: 'named', name: 'log' }, clause: 'named', local: 'log' },
    { form: { kind: 'default' }, clause: 'default', local: 'logger' },
    { form: { kind: 'whole' }, clause: 'namespace', local: 'logger' },
  ];
  for (const path of file.surroundings.files()) {
    const base = baseNameOf(path);
    const stem = base === 'index' ? (folderOf(path).split('/').at(-1) ?? '') : base;
    if (!loggerFile.test(stem) || !/\.[cm]?[jt]s$/.test(path) || path.endsWith('.d.ts')) continue;
    if (file.surroundings.role(path) === 'test') continue;
    for (const { form, clause, local } of forms) {
      const dialect = exportedLogger(path, form, reader);
      if (!dialect) continue;
      const isCommonJs = /\bmodule\.exports\b/.test(reader.parse(path)?.text ?? '');
      const usage = {
        clause: clause === 'namespace' && isCommonJs ? ('require' as const) : clause,
        imported: form.kind === 'named' ? form.name : '*',
        local,
        specifier: '',
        target: path,
      };
      return fromModule(usage, path, dialect, file, source, style, taken, reader);
    }
  }
  return undefined;
}

/** The project depends on a logging library but has no module that sets it up. */
function byLibrary(
  file: SyntaxFile,
  source: ts.SourceFile,
  style: Style,
  taken: ReadonlySet<string>,
): FileLogger | Refusal | undefined {
  const { dependencies } = file.surroundings;
  const name = Object.keys(libraryOfPackage).find((candidate) => dependencies.has(candidate));
  const library = name === undefined ? undefined : libraryOfPackage[name];
  if (name === undefined || library === undefined || library === 'nest') return undefined;
  const dialect = libraries[library];
  if (library === 'loglevel') {
    const binding = bindPackage(source, style, taken, 'default', 'log', name);
    return {
      expression: binding.local,
      dialect,
      binding,
      notes: ['loglevel shows only warnings and errors until its level is set.'],
    };
  }
  const made: Readonly<
    Partial<Record<typeof library, readonly [clause: 'default' | 'named', imported: string, call: string]>>
  > = {
    pino: ['named', 'pino', 'pino()'],
    log4js: ['default', 'log4js', `log4js.getLogger(${style.quote}${baseNameOf(file.path)}${style.quote})`],
    bunyan: [
      'default',
      'bunyan',
      `bunyan.createLogger({ name: ${style.quote}${packageName(file)}${style.quote}, serializers: bunyan.stdSerializers })`,
    ],
    tslog: ['named', 'Logger', `new Logger()`],
  };
  const recipe = made[library];
  if (!recipe) {
    return refused(
      `The project depends on ${name} but no module sets it up: export one logger from a module, and calls can go through it.`,
    );
  }
  const [clause, imported, call] = recipe;
  const binding = bindPackage(source, style, taken, clause, imported, name, call);
  const serialises = library === 'bunyan' ? { ...dialect, errors: 'serialised' as const } : dialect;
  return { expression: binding.local, dialect: serialises, binding, notes: [] };
}

function packageName(file: SyntaxFile): string {
  const { name } = file.surroundings.manifest as { readonly name?: unknown };
  return typeof name === 'string' ? name : 'app';
}

/** A new module with a small logger, next to where the project keeps such things. */
function created(
  file: SyntaxFile,
  source: ts.SourceFile,
  style: Style,
  taken: ReadonlySet<string>,
): FileLogger | Refusal {
  const { surroundings } = file;
  if (surroundings.dependencies.has('@nestjs/common') && /from ['"]@nestjs\//.test(source.text)) {
    return refused(
      'Nest gives a logger to instances of classes, and there is none at hand here: pass one in.',
    );
  }
  const extension = /\.[cm]?[jt]sx?$/.exec(file.path)?.[0] ?? '.js';
  const language = extension.includes('ts') ? 'ts' : 'js';
  const isModule =
    language === 'ts' ||
    extension === '.mjs' ||
    (extension !== '.cjs' && usesImports(source, surroundings.moduleKind));
  const folder = folderForLogger(file);
  const path = joined(folder, `logger${extension.replace('x', '')}`);
  if (surroundings.files().includes(path) || surroundings.read(path) !== undefined) {
    return refused(
      `${path} exists but exports no logger that Grace understands: give it \`debug\`, \`info\`, \`warn\` and \`error\`.`,
    );
  }
  const text = localLoggerText(language, isModule ? 'module' : 'commonjs', style);
  const binding = bindModule(
    file,
    source,
    style,
    taken,
    { clause: 'named', imported: 'logger', local: 'logger', specifier: '', target: path },
    moduleReader(surroundings),
  );
  return {
    expression: binding.local,
    dialect: createdDialect(path),
    binding,
    creates: { path, text },
    notes: [`The project has no logger: ${path} is a small one of its own, without dependencies.`],
  };
}

function createdDialect(path: string): Dialect {
  const method = (name: string) => ({ name, takes: 'message-first' as const, returns: 'nothing' as const });
  return {
    name: `the logger of ${path}`,
    library: 'local',
    levels: { debug: method('debug'), info: method('info'), warn: method('warn'), error: method('error') },
    reserved: new Set(['level', 'time', 'timestamp', 'msg', 'message']),
    errorKey: 'err',
    errors: 'serialised',
  };
}

function usesImports(source: ts.SourceFile, moduleKind: 'module' | 'commonjs'): boolean {
  if (
    source.statements.some(
      (statement) => ts.isImportDeclaration(statement) || ts.isExportDeclaration(statement),
    )
  ) {
    return true;
  }
  return moduleKind === 'module';
}

const sourceRoots = ['src', 'lib', 'server', 'app'];
const shelves = ['lib', 'utils', 'util', 'common', 'shared', 'helpers'];

function folderForLogger(file: SyntaxFile): string {
  const { packageFolder } = file.surroundings;
  const inside = packageFolder === '' ? file.path : file.path.slice(packageFolder.length + 1);
  const [top = ''] = inside.split('/');
  const hasTop = inside.includes('/') && sourceRoots.includes(top);
  const root = hasTop ? joined(packageFolder, top) : packageFolder;
  const shelf = shelves.find((name) =>
    file.surroundings.files().some((path) => path.startsWith(`${joined(root, name)}/`)),
  );
  return shelf === undefined || !hasTop ? root : joined(root, shelf);
}
