/** As much of a workspace's own `eslint` package (8 and later) as a resident linter needs: its public class. */
export interface LinterPackage {
  readonly ESLint: LinterClass;
  /** Since 8.57: the class for one of the two kinds of configuration. */
  readonly loadESLint?: (options: { readonly useFlatConfig: boolean }) => Promise<LinterClass>;
}

export interface LinterClass {
  readonly version: string;
  new (options: LinterOptions): Linter;
}

interface LinterOptions {
  readonly cwd: string;
  readonly errorOnUnmatchedPattern: boolean;
  readonly overrideConfigFile?: string;
}

export interface Linter {
  lintFiles(patterns: readonly string[]): Promise<readonly LintedFile[]>;
  isPathIgnored(path: string): Promise<boolean>;
}

export interface LintedFile {
  readonly filePath: string;
  readonly messages: readonly object[];
  readonly errorCount: number;
}
