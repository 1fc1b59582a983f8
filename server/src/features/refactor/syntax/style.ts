import type { ts } from '../../../services/analysis/typescript.ts';
import type { Surroundings } from '../intent.ts';

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
const configNames = [
  '.prettierrc',
  ...['json', 'json5', 'yaml', 'yml', 'js', 'cjs', 'mjs', 'ts'].map((kind) => `.prettierrc.${kind}`),
  ...['js', 'cjs', 'mjs', 'ts'].map((kind) => `prettier.config.${kind}`),
  'biome.json',
  'biome.jsonc',
];

export function styleOf(source: ts.SourceFile, surroundings: Surroundings): Style {
  const text = source.text;
  const count = (pattern: RegExp) => text.match(pattern)?.length ?? 0;
  const config = formatterConfig(surroundings);
  const single = count(/'[^'"\n]*'/g);
  const double = count(/"[^'"\n]*"/g);
  const ended = count(/;[ \t]*\r?$/gm);
  const open = count(/[)\w'"`\]][ \t]*\r?$/gm);
  const es5 = config?.trailing === 'es5';
  const none = config?.trailing === 'none';
  const formatted = config !== undefined || surroundings.dependencies.has('prettier');
  const callCommas = count(/,[ \t]*\r?\n[ \t]*\)/g);
  const objectCommas = count(/,[ \t]*\r?\n[ \t]*\}/g);
  const bareObjects = count(/[\w'"`)\]}][ \t]*\r?\n[ \t]*\}[,;)]/g);
  return {
    quote: prefersDouble(single, double, config) ? '"' : "'",
    semicolon: ended === 0 && open > 2 ? '' : ended >= open / 4 ? ';' : '',
    newline: /\r\n/.test(text) ? '\r\n' : '\n',
    indent: indentOf(text),
    width: config?.width ?? (formatted ? formatterWidth : defaultWidth),
    callComma: es5 || none ? '' : callCommas > 0 || formatted ? ',' : '',
    objectComma: none ? '' : objectCommas >= bareObjects || formatted ? ',' : '',
    tabColumns: config?.tab ?? defaultTabColumns,
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
  if (config?.quote === 'single') return false;
  return single === double ? config !== undefined : double > single;
}

/** Options of Prettier or Biome that matter here, read by their names: configs are JSON, YAML or code. */
interface Config {
  readonly width: number | undefined;
  readonly tab: number | undefined;
  readonly quote: 'single' | 'double';
  readonly trailing: string | undefined;
}

function formatterConfig(surroundings: Surroundings): Config | undefined {
  const inManifest = surroundings.manifest['prettier'];
  if (typeof inManifest === 'object' && inManifest !== null) return optionsIn(JSON.stringify(inManifest));
  for (const folder of new Set([surroundings.packageFolder, ''])) {
    for (const name of configNames) {
      const text = surroundings.read(folder === '' ? name : `${folder}/${name}`);
      if (text !== undefined) return optionsIn(text);
    }
  }
  return undefined;
}

function optionsIn(text: string): Config {
  const option = (names: string) =>
    new RegExp(`["']?\\b(?:${names})["']?\\s*[:=]\\s*["']?(\\w+)`).exec(text)?.[1];
  const number = (names: string) => {
    const value = Number(option(names));
    return value > 0 ? value : undefined;
  };
  const isSingle = option('singleQuote') === 'true' || option('quoteStyle') === 'single';
  return {
    width: number('printWidth|lineWidth'),
    tab: number('tabWidth|indentWidth'),
    quote: isSingle ? 'single' : 'double',
    trailing: option('trailingCommas?'),
  };
}

function indentOf(text: string): string {
  if (/^\t/m.test(text)) return '\t';
  let smallest = 8;
  for (const [, spaces] of text.matchAll(/^( +)(?![* ])\S/gm)) {
    if (spaces && spaces.length > 1 && spaces.length < smallest) smallest = spaces.length;
  }
  return ' '.repeat(smallest === 8 ? 2 : smallest);
}
