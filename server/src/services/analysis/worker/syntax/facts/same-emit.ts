import type { FileChange } from '../../../../../protocol/index.ts';
import { ts } from '../../../typescript.ts';
import { isDeclarationPath, isSourcePath } from '../../paths.ts';

/**
 * The emitted JavaScript of the file is the same before and after, comments aside. It errs on the side of "no": imports
 * are kept as written (a project may keep them), and the metadata that decorators emit of types is compared as well.
 */
export function emitsTheSame(file: FileChange): boolean {
  if (file.before === file.after || isDeclarationPath(file.path)) return true;
  if (!isSourcePath(file.path)) return false;
  return emitOf(file.path, file.before ?? '') === emitOf(file.path, file.after ?? '');
}

function emitOf(path: string, text: string): string {
  const output = ts.transpileModule(text, {
    fileName: path,
    reportDiagnostics: false,
    compilerOptions: {
      allowJs: true,
      target: ts.ScriptTarget.ESNext,
      module: ts.ModuleKind.ESNext,
      moduleDetection: ts.ModuleDetectionKind.Force,
      jsx: ts.JsxEmit.Preserve,
      removeComments: true,
      verbatimModuleSyntax: true,
      experimentalDecorators: true,
      emitDecoratorMetadata: true,
      newLine: ts.NewLineKind.LineFeed,
    },
  }).outputText;
  // A module of nothing but types leaves this mark; it runs nothing.
  return output.replace(/^export \{\};\n?$/, '');
}
