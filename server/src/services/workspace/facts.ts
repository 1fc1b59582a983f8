/** What Grace knows of a workspace from its manifests, lockfile and configs. Nothing of the workspace is executed to learn it. */
export interface WorkspaceFacts {
  /** Real, absolute path of the workspaces root: the outermost folder whose manifest names the opened folder as a member. */
  readonly root: string;
  readonly manager: PackageManager;
  /** The root package first. A folder without any manifest has one nameless package. */
  readonly packages: readonly PackageFacts[];
  readonly git: boolean;
  /** Git is in the middle of a merge, rebase or cherry-pick. */
  readonly midMerge: boolean;
}

export interface PackageManager {
  readonly kind: 'npm' | 'pnpm' | 'yarn' | 'bun' | 'none';
  /** Yarn 2 and later, with `.pnp.cjs` when `pnp`. */
  readonly variant?: 'classic' | 'berry' | 'pnp';
  readonly lockfile?: string;
}

export interface PackageFacts {
  /** Relative to the root, `''` for the root itself, with `/`. */
  readonly folder: string;
  readonly name: string | undefined;
  /** The nearest package scope's `type`. */
  readonly moduleKind: 'module' | 'commonjs';
  readonly scripts: Readonly<Record<string, string>>;
  /** Every dependency of any kind: name → range as written. */
  readonly dependencies: Readonly<Record<string, string>>;
  /** Files its `bin` names, relative to the root. */
  readonly bins: readonly string[];
  /** Names of other packages of this workspace that it depends on. */
  readonly siblings: readonly string[];
  readonly types: TypesTool;
  readonly lint: readonly LintTool[];
  readonly tests: readonly TestTool[];
}

/** `absent`: the workspace has none. `unusable`: it has one that Grace cannot run, `reason` says what to do. */
export type TypesTool =
  | {
      readonly state: 'ready';
      readonly kind: 'tsc';
      readonly version: string;
      readonly major: number;
      /** Absolute path in the user's tree of the JavaScript or native entry, e.g. `…/node_modules/typescript/bin/tsc`. */
      readonly entry: string;
      /** tsconfig files (relative to the root) that together cover the package's sources; the first is the main one. */
      readonly projects: readonly string[];
    }
  | { readonly state: 'absent' }
  | { readonly state: 'unusable'; readonly name: string; readonly reason: string };

export type LintTool =
  | {
      readonly state: 'ready';
      readonly kind: 'eslint' | 'biome' | 'oxlint';
      readonly version: string;
      readonly entry: string;
      /** `flat` or `legacy` for ESLint. */
      readonly style?: 'flat' | 'legacy';
      /** Config file relative to the root, a manifest that holds the config, or empty for the tool's defaults. */
      readonly config: string;
    }
  | { readonly state: 'unusable'; readonly name: string; readonly reason: string };

export type TestTool =
  | {
      readonly state: 'ready';
      readonly kind: 'vitest' | 'jest' | 'mocha' | 'node:test' | 'ava' | 'tap';
      /** Empty for `node:test` where only running Node would tell. */
      readonly version: string;
      /** Absolute path of the runner's JavaScript entry; the workspace's Node itself for `node:test`. */
      readonly entry: string;
      /** Arguments taken from the package's own test script (config files, file patterns, loaders), without reporters or watch flags. */
      readonly args: readonly string[];
      /** `NODE_OPTIONS`-like settings and variables taken from the script (`NODE_ENV=test …`). */
      readonly env: Readonly<Record<string, string>>;
    }
  | { readonly state: 'unusable'; readonly name: string; readonly reason: string };

/** What a source file is for; intents leave some kinds alone. */
export type FileRole =
  'source' | 'test' | 'config' | 'generated' | 'declaration' | 'command-line' | 'bootstrap';
