import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type {
  Imagined,
  Surroundings,
  SyntaxFile,
  TextEdit,
  TrialProblem,
  TypedView,
} from '../../server/src/features/refactor/intent.ts';
import { applyTextEdits, editsByPath } from '../../server/src/protocol/index.ts';
import { ts } from '../../server/src/services/analysis/typescript.ts';
import { fileRole } from '../../server/src/services/workspace/index.ts';

/** A workspace that exists only in memory: its syntax, its surroundings and, over a small library, its types. */
interface FixtureWorld {
  file(path: string): SyntaxFile;
  view(path: string): TypedView;
  problems(): readonly TrialProblem[];
  /** Every syntactic and semantic problem, as `file: message`. */
  diagnostics(): readonly string[];
}

const libFolder = join(import.meta.dirname, '../fixtures/lib');
const libs = ['core.d.ts', 'language.d.ts', 'loggers.d.ts'].map((name) => {
  const path = `/lib/${name}`;
  const text = readFileSync(join(libFolder, name), 'utf8');
  return { path, source: ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true) };
});

const options: ts.CompilerOptions = {
  noLib: true,
  types: [],
  strict: true,
  noEmit: true,
  allowJs: true,
  checkJs: false,
  target: ts.ScriptTarget.ES2023,
  module: ts.ModuleKind.Preserve,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  allowImportingTsExtensions: true,
  esModuleInterop: true,
  jsx: ts.JsxEmit.Preserve,
  forceConsistentCasingInFileNames: true,
};

export function fixtureWorld(files: ReadonlyMap<string, string>): FixtureWorld {
  const sources = new Map<string, ts.SourceFile>();
  for (const [path, text] of files) {
    if (!/\.[cm]?[jt]sx?$/.test(path)) continue;
    sources.set(`/${path}`, ts.createSourceFile(`/${path}`, text, ts.ScriptTarget.Latest, true));
  }
  for (const lib of libs) sources.set(lib.path, lib.source);
  const host: ts.CompilerHost & ts.ModuleResolutionHost = {
    fileExists: (path) => sources.has(path) || files.has(path.slice(1)),
    readFile: (path) => files.get(path.slice(1)),
    getSourceFile: (path) => sources.get(path),
    getDefaultLibFileName: () => '/lib/core.d.ts',
    writeFile: () => undefined,
    getCurrentDirectory: () => '/',
    getCanonicalFileName: (path) => path,
    useCaseSensitiveFileNames: () => true,
    getNewLine: () => '\n',
  };
  const paths = pathsOf(files.get('tsconfig.json'));
  let program: ts.Program | undefined;
  const compiled = () =>
    (program ??= ts.createProgram({
      rootNames: [...sources.keys()],
      options: { ...options, ...paths },
      host,
    }));
  const surroundings = surroundingsOf(files);
  function imagine(edits: readonly TextEdit[]): Imagined {
    const texts = new Map(files);
    for (const [changed, own] of editsByPath(edits))
      texts.set(changed, applyTextEdits(files.get(changed) ?? '', own));
    const after = fixtureWorld(texts);
    const [path = ''] = editsByPath(edits).keys();
    const view = after.view(path);
    return {
      program: view.program,
      checker: view.checker,
      sourceAt: (other) => view.sourceAt(other),
      problems() {
        const open = problemsOf(compiled()).map(({ file, message }) => `${file}: ${message}`);
        return after.problems().filter(({ file, message }) => {
          const at = open.indexOf(`${file}: ${message}`);
          if (at >= 0) open.splice(at, 1);
          return at < 0;
        });
      },
    };
  }
  return {
    file(path) {
      const text = files.get(path) ?? '';
      return {
        path,
        text,
        surroundings,
        source: ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true),
      };
    },
    view(path) {
      const current = compiled();
      const checker = current.getTypeChecker();
      const source = current.getSourceFile(`/${path}`);
      if (!source) throw new Error(`${path} is not in the fixture.`);
      return {
        program: current,
        checker,
        source,
        sourceAt: (other) => current.getSourceFile(`/${other}`),
        get languageService(): ts.LanguageService {
          throw new Error('Fixtures have no language service yet.');
        },
        trial: (edits) => imagine(edits).problems(),
        imagine,
      };
    },
    problems: () => problemsOf(compiled()),
    diagnostics: () =>
      problemsOf(compiled()).map(({ file, code, message }) => `/${file}: ${code} ${message}`),
  };
}

function problemsOf(program: ts.Program): readonly TrialProblem[] {
  return [...program.getSyntacticDiagnostics(), ...program.getSemanticDiagnostics()].map((problem) => ({
    tool: 'typescript',
    code: `TS${problem.code}`,
    message: ts.flattenDiagnosticMessageText(problem.messageText, ' '),
    file: problem.file?.fileName.slice(1) ?? '',
    start: problem.start ?? 0,
  }));
}

function pathsOf(tsconfig: string | undefined): ts.CompilerOptions {
  if (tsconfig === undefined) return {};
  const { compilerOptions } = JSON.parse(tsconfig) as {
    compilerOptions?: { paths?: Record<string, string[]>; noImplicitAny?: boolean };
  };
  const { noImplicitAny } = compilerOptions ?? {};
  const paths = Object.fromEntries(
    Object.entries(compilerOptions?.paths ?? {}).map(([from, to]) => [
      from,
      to.map((target) => `/${target.replace(/^\.\//, '')}`),
    ]),
  );
  return { paths, ...(noImplicitAny === undefined ? {} : { noImplicitAny }) };
}

function surroundingsOf(files: ReadonlyMap<string, string>): Surroundings {
  const manifest = JSON.parse(files.get('package.json') ?? '{}') as Record<string, unknown>;
  const names = ['dependencies', 'devDependencies'].flatMap((key) => Object.keys(manifest[key] ?? {}));
  const commands = new Set(Object.values((manifest['bin'] ?? {}) as Record<string, string>));
  const paths = [...files.keys()].filter((path) => /\.[cm]?[jt]sx?$/.test(path));
  return {
    dependencies: new Set(names),
    moduleKind: manifest['type'] === 'module' ? 'module' : 'commonjs',
    role: (path, text) => fileRole(path, text, commands),
    packageFolder: '',
    files: () => paths,
    read: (path) => files.get(path),
    manifest,
  };
}
