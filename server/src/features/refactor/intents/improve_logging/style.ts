import type { ts } from '../../../../services/analysis/typescript.ts';
import type { Surroundings } from '../../intent.ts';

/** How the file at hand is written, so that new code reads like the code around it. */
export interface Style {
  readonly quote: "'" | '"';
  readonly semicolon: ';' | '';
  readonly newline: '\n' | '\r\n';
  /** One level of indentation. */
  readonly indent: string;
  /** Columns a line may have before it is broken. */
  readonly width: number;
  /** The comma after the last argument of a call that is broken over lines. */
  readonly callComma: ',' | '';
  /** The comma after the last property of an object that is broken over lines. */
  readonly objectComma: ',' | '';
  /** Columns that one tab counts for. */
  readonly tabColumns: number;
}

const defaultWidth = 100;
const formatterWidth = 80;
const defaultTabColumns = 4;
const configNames = ['.prettierrc', '.prettierrc.json', 'biome.json', 'biome.jsonc'];

export function styleOf(source: ts.SourceFile, surroundings: Surroundings): Style {
  const text = source.text;
  const count = (pattern: RegExp) => text.match(pattern)?.length ?? 0;
  const config = formatterConfig(surroundings);
  const single = count(/'[^'"\n]*'/g);
  const double = count(/"[^'"\n]*"/g);
  const ended = count(/;[ \t]*\r?$/gm);
  const open = count(/[)\w'"`\]][ \t]*\r?$/gm);
  const es5 = config?.['trailingComma'] === 'es5';
  const none = config?.['trailingComma'] === 'none';
  const formatted = config !== undefined || surroundings.dependencies.has('prettier');
  const callCommas = count(/,[ \t]*\r?\n[ \t]*\)/g);
  const objectCommas = count(/,[ \t]*\r?\n[ \t]*\}/g);
  const bareObjects = count(/[\w'"`)\]}][ \t]*\r?\n[ \t]*\}[,;)]/g);
  return {
    quote: prefersDouble(single, double, config) ? '"' : "'",
    semicolon: ended === 0 && open > 2 ? '' : ended >= open / 4 ? ';' : '',
    newline: /\r\n/.test(text) ? '\r\n' : '\n',
    indent: indentOf(text),
    width:
      numberOf(config?.['printWidth'] ?? config?.['lineWidth']) ??
      (formatted ? formatterWidth : defaultWidth),
    callComma: es5 || none ? '' : callCommas > 0 || formatted ? ',' : '',
    objectComma: none ? '' : objectCommas >= bareObjects || formatted ? ',' : '',
    tabColumns: numberOf(config?.['tabWidth'] ?? config?.['indentWidth']) ?? defaultTabColumns,
  };
}

/** `text` as a string literal of the file's quotes. */
export function quoted(text: string, style: Style): string {
  const other = style.quote === "'" ? '"' : "'";
  const quote = text.includes(style.quote) && !text.includes(other) ? other : style.quote;
  const escaped = JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"');
  return quote + escaped.replaceAll(quote, `\\${quote}`) + quote;
}

/** Columns that the text of one line takes, tabs counted. */
export function columnsOf(line: string, style: Style): number {
  let columns = 0;
  for (const character of line) columns += character === '\t' ? style.tabColumns : 1;
  return columns;
}

function prefersDouble(single: number, double: number, config: Config | undefined): boolean {
  if (config?.['singleQuote'] === true || config?.['quoteStyle'] === 'single') return false;
  if (single === double) return config !== undefined;
  return double > single;
}

type Config = Readonly<Record<string, unknown>>;

/** Options of Prettier or Biome as far as they are plain JSON, flattened to their names. */
function formatterConfig(surroundings: Surroundings): Config | undefined {
  const inManifest = surroundings.manifest['prettier'];
  if (typeof inManifest === 'object' && inManifest !== null) return flattened(inManifest);
  for (const folder of new Set([surroundings.packageFolder, ''])) {
    for (const name of configNames) {
      const text = surroundings.read(folder === '' ? name : `${folder}/${name}`);
      if (text === undefined) continue;
      const parsed = parseLoosely(text);
      if (parsed) return flattened(parsed);
    }
  }
  return undefined;
}

function flattened(config: object): Config {
  const flat: Record<string, unknown> = {};
  const visit = (value: object, depth: number): void => {
    for (const [key, child] of Object.entries(value)) {
      if (typeof child === 'object' && child !== null) {
        if (depth < 3) visit(child as object, depth + 1);
      } else flat[key] ??= child;
    }
  };
  visit(config, 0);
  return flat;
}

function parseLoosely(text: string): object | undefined {
  try {
    const parsed: unknown = JSON.parse(text.replace(/^\s*\/\/.*$/gm, '').replace(/,(\s*[}\]])/g, '$1'));
    return typeof parsed === 'object' && parsed !== null ? parsed : undefined;
  } catch {
    // A YAML or broken config says nothing we can rely on: the file's own look decides.
    return undefined;
  }
}

function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' && value > 0 ? value : undefined;
}

function indentOf(text: string): string {
  if (/^\t/m.test(text)) return '\t';
  let smallest = 8;
  for (const [, spaces] of text.matchAll(/^( +)(?![* ])\S/gm)) {
    if (spaces && spaces.length > 1 && spaces.length < smallest) smallest = spaces.length;
  }
  return ' '.repeat(smallest === 8 ? 2 : smallest);
}
