import { ts } from '../../../../services/analysis/typescript.ts';
import type { SyntaxFile } from '../../intent.ts';
import { oncePerSource } from '../../syntax/index.ts';

/** Why a whole file keeps its console output, as a sentence; `undefined` when it may log. */
export function whyLeftAlone(file: SyntaxFile): string | undefined {
  return byRole(file) ?? byImports(file.source) ?? byDirectives(file) ?? byPath(file);
}

function byRole({ path, text, surroundings }: SyntaxFile): string | undefined {
  switch (surroundings.role(path, text)) {
    case 'test':
      return 'This is a test: what it prints is for the person who runs it.';
    case 'config':
      return 'This file configures a tool: it runs without the logger of the project.';
    case 'generated':
      return 'This file is generated: change what generates it.';
    case 'declaration':
      return 'This file only declares types.';
    case 'command-line':
      return commandLine;
    case 'bootstrap':
      return 'This file runs before the logger is ready: its console output stays.';
    case 'source':
      return text.startsWith('#!') ? commandLine : undefined;
  }
}

const commandLine = 'This is a command-line program: what it prints is its output, not a log.';

const commandLinePackages =
  /^(commander|yargs|yargs\/.*|inquirer|@inquirer\/.*|prompts|enquirer|ora|meow|cac|clipanion|minimist|arg|@oclif\/.*|@clack\/.*|listr2?|cli-table3?|gulp|shelljs|zx)$/;
const browserPackages =
  /^(react|react-dom|react-dom\/.*|react-native|preact|vue|svelte|solid-js|@angular\/.*|jquery|lit|lit\/.*|next\/(link|image|navigation|router))$/;

const byImports = oncePerSource((source) => {
  for (const { fileName } of ts.preProcessFile(source.text, true, true).importedFiles) {
    if (commandLinePackages.test(fileName)) return commandLine;
    if (browserPackages.test(fileName)) return browser;
  }
  return undefined;
});

const browser = 'This code runs in a browser, where the console is the log.';

function byDirectives({ source, text, path }: SyntaxFile): string | undefined {
  const [first] = source.statements;
  const isClient =
    first &&
    ts.isExpressionStatement(first) &&
    ts.isStringLiteral(first.expression) &&
    first.expression.text === 'use client';
  if (isClient || /\.[jt]sx$/.test(path)) return browser;
  if (
    /\b(window|document)\.(addEventListener|querySelector|getElementById|createElement|location|body)\b/.test(
      text,
    )
  ) {
    return browser;
  }
  return isScript(text) ? commandLine : undefined;
}

/** Reads its own arguments and ends by itself: a server reads them too, but stays. */
function isScript(text: string): boolean {
  return /\bprocess\.argv\b/.test(text) && !/\.listen\(|\bcreateServer\(/.test(text);
}

function byPath({ path, surroundings }: SyntaxFile): string | undefined {
  const folders = path.split('/').slice(0, -1);
  if (folders.includes('commands') && surroundings.manifest['bin'] !== undefined) return commandLine;
  if (
    folders.some((folder) =>
      /^(bin|cli|scripts?|tools?|examples?|benchmarks?|bench|demo|demos)$/.test(folder),
    )
  ) {
    return commandLine;
  }
  return undefined;
}
