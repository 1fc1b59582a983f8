import { scriptCommands, toolName, type ScriptCommand } from './script.ts';

/** How deep scripts may call scripts. */
const depthMax = 6;

/** The commands that one script ends up running, with calls of other scripts of the same manifest put in their place. */
export function resolvedCommands(
  name: string,
  scripts: Readonly<Record<string, string>>,
): readonly ScriptCommand[] {
  return resolve(name, [], {}, 0);

  function resolve(
    script: string,
    extra: readonly string[],
    env: Readonly<Record<string, string>>,
    depth: number,
  ): readonly ScriptCommand[] {
    const source = scripts[script];
    if (source === undefined || depth > depthMax) return [];
    const commands = scriptCommands(source);
    return commands.flatMap((command, index) => {
      // Arguments after `--` go to the last command, as npm appends them to the text.
      const words = index === commands.length - 1 ? [...command.words, ...extra] : command.words;
      const merged = { env: { ...env, ...command.env }, words };
      const calls = calledScripts(merged.words, scripts);
      if (!calls) return [{ env: merged.env, words: withoutManager(merged.words) }];
      return calls.names.flatMap((called) => resolve(called, calls.extra, merged.env, depth + 1));
    });
  }
}

interface Calls {
  readonly names: readonly string[];
  readonly extra: readonly string[];
}

const managers = new Set(['npm', 'pnpm', 'yarn', 'bun']);
const runSeveral = new Set(['run-s', 'run-p', 'npm-run-all', 'npm-run-all2', 'concurrently']);

function calledScripts(
  words: readonly string[],
  scripts: Readonly<Record<string, string>>,
): Calls | undefined {
  const [first = '', ...rest] = words;
  const tool = toolName(first);
  if (runSeveral.has(tool)) return { names: namedScripts(rest, scripts), extra: [] };
  if (!managers.has(tool)) return undefined;
  const plain = rest.filter((word) => !word.startsWith('-') && word !== 'run' && word !== 'run-script');
  const name = plain[0] === 't' ? 'test' : plain[0];
  if (name === undefined || !(name in scripts)) return undefined;
  // `bun test` is bun's own runner, whatever the scripts say.
  if (tool === 'bun' && name === 'test' && !rest.includes('run')) return undefined;
  const after = rest.slice(rest.indexOf(name) + 1);
  return { names: [name], extra: after[0] === '--' ? after.slice(1) : tool === 'npm' ? [] : after };
}

/** `yarn vitest` and `pnpm vitest` run an installed command where no script has that name. */
function withoutManager(words: readonly string[]): readonly string[] {
  const [first = '', ...rest] = words;
  const tool = toolName(first);
  if (tool !== 'yarn' && tool !== 'pnpm') return words;
  const start = rest.findIndex((word) => word !== 'run' && !word.startsWith('-'));
  return start < 0 ? words : rest.slice(start);
}

function namedScripts(
  words: readonly string[],
  scripts: Readonly<Record<string, string>>,
): readonly string[] {
  return words
    .filter((word) => !word.startsWith('-'))
    .map((word) => word.replace(/^npm:/, '').replace(/^npm run /, ''))
    .flatMap((word) => {
      if (!word.includes('*')) return word in scripts ? [word] : [];
      const prefix = word.slice(0, word.indexOf('*'));
      return Object.keys(scripts).filter((name) => name.startsWith(prefix) && name !== prefix);
    });
}
