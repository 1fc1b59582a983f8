import picomatch from 'picomatch';

/** One line of a `.gitignore`, ready to be asked. */
interface IgnoreRule {
  readonly matches: (path: string) => boolean;
  readonly negated: boolean;
  readonly onlyFolders: boolean;
}

export interface IgnoreRules {
  /** Relative to the root, `''` for the root: the folder whose `.gitignore` it is. */
  readonly folder: string;
  readonly rules: readonly IgnoreRule[];
}

/** Reads a `.gitignore` roughly as git does: anchors, `**`, folders only, negation; the last match wins. */
export function parseIgnore(folder: string, text: string): IgnoreRules {
  const rules: IgnoreRule[] = [];
  for (const line of text.split(/\r?\n/)) {
    const trimmed = line.trimEnd();
    if (trimmed === '' || trimmed.startsWith('#')) continue;
    const negated = trimmed.startsWith('!');
    let pattern = negated ? trimmed.slice(1) : trimmed;
    const onlyFolders = pattern.endsWith('/');
    if (onlyFolders) pattern = pattern.slice(0, -1);
    const anchored = pattern.includes('/');
    const glob = anchored ? pattern.replace(/^\//, '') : `**/${pattern}`;
    if (glob === '' || glob === '**/') continue;
    rules.push({ matches: picomatch(glob, { dot: true }), negated, onlyFolders });
  }
  return { folder, rules };
}

/** `chain` runs from the root's file to the nearest one. */
export function isIgnored(chain: readonly IgnoreRules[], path: string, kind: 'file' | 'folder'): boolean {
  let ignored = false;
  for (const { folder, rules } of chain) {
    const inside = folder === '' ? path : path.slice(folder.length + 1);
    for (const rule of rules) {
      if (rule.onlyFolders && kind === 'file') continue;
      if (rule.matches(inside)) ignored = !rule.negated;
    }
  }
  return ignored;
}
