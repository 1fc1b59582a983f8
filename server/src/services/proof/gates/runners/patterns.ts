import picomatch from 'picomatch';

/**
 * The arguments that are no file patterns: options, and the words that are values of `valued` options. Needed where
 * test files are named, which have to stand in place of the script's own patterns.
 */
export function withoutPatterns(args: readonly string[], valued: readonly string[]): readonly string[] {
  return split(args, valued).options;
}

/** The file patterns among the arguments: what the script itself names. */
export function patternsOf(args: readonly string[], valued: readonly string[]): readonly string[] {
  return split(args, valued).patterns;
}

/** Whether globs, files or folders name a path (relative to where the runner runs); `!` in front takes out again. */
export function globsName(patterns: readonly string[], path: string): boolean {
  const wanted = patterns.filter((pattern) => !pattern.startsWith('!'));
  const unwanted = patterns.filter((pattern) => pattern.startsWith('!')).map((pattern) => pattern.slice(1));
  return (wanted.length === 0 || namedBy(wanted, path)) && !namedBy(unwanted, path);
}

function namedBy(patterns: readonly string[], path: string): boolean {
  return patterns
    .map((pattern) => pattern.replace(/^\.\//, '').replace(/\/$/, ''))
    .some(
      (pattern) =>
        ['', '.', path].includes(pattern) ||
        path.startsWith(`${pattern}/`) ||
        picomatch.isMatch(path, pattern),
    );
}

function split(
  args: readonly string[],
  valued: readonly string[],
): { readonly options: readonly string[]; readonly patterns: readonly string[] } {
  const options: string[] = [];
  const patterns: string[] = [];
  for (let index = 0; index < args.length; index += 1) {
    const word = args[index] ?? '';
    if (!word.startsWith('-')) {
      patterns.push(word);
      continue;
    }
    options.push(word);
    const value = args[index + 1];
    if (valued.includes(word) && value !== undefined) {
      options.push(value);
      index += 1;
    }
  }
  return { options, patterns };
}
