import { isMap, isScalar, isSeq, LineCounter, parseDocument, type Node } from 'yaml';
import { ts } from '../typescript.ts';
import type { ChangeView, Side } from './change-view.ts';
import { difference, type Mark } from './difference.ts';
import type { Place } from './places.ts';

/** One leaf of a configuration file: `compilerOptions.strict` = `true`. Elements of lists have the path `exclude[]`. */
export interface Setting extends Mark {
  readonly path: string;
  /** The last name of the path, without `[]`. */
  readonly name: string;
  /** As written in JSON; source text where it is not a plain value. */
  readonly value: string;
  /** Position in its list. */
  readonly index: number | undefined;
}

export interface SettingEdits {
  readonly before: readonly Setting[];
  readonly after: readonly Setting[];
  readonly gained: readonly Setting[];
  readonly lost: readonly Setting[];
}

/** Settings that a change adds and takes away in configuration of one kind; `part` picks sections of package.json. */
export function settingEdits(change: ChangeView, place: Place, part: RegExp): SettingEdits {
  const pick = (sides: readonly Side[]) =>
    sides.flatMap((side) => {
      if (side.place === place) return settingsOf(side);
      return side.place === 'manifest' ? settingsOf(side).filter(({ path }) => part.test(path)) : [];
    });
  const before = pick(change.before);
  const after = pick(change.after);
  return { before, after, ...difference(before, after) };
}

/** Every leaf of a JSON, YAML or script configuration file. */
export function settingsOf(side: Side): readonly Setting[] {
  const source = side.code();
  if (source) return fromCode(side, source);
  if (/\.ya?ml$|(^|\/)\.(mocharc|eslintrc|nycrc|c8rc|taprc)$/.test(side.path) && !/^\s*\{/.test(side.text))
    return fromYaml(side);
  return fromCode(side, ts.parseJsonText(side.path, side.text));
}

function fromCode(side: Side, source: ts.SourceFile): readonly Setting[] {
  const settings: Setting[] = [];
  const add = (path: string, node: ts.Node, index?: number) => {
    const value = ts.isStringLiteralLike(node) ? JSON.stringify(node.text) : plainTextOf(node, source);
    settings.push(
      setting(side, path, value, source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1, index),
    );
  };
  const read = (node: ts.Node, path: string, index?: number): void => {
    if (ts.isObjectLiteralExpression(node)) {
      for (const property of node.properties) {
        if (ts.isPropertyAssignment(property))
          read(property.initializer, joined(path, nameText(property.name, source)));
        else if (ts.isSpreadAssignment(property)) add(joined(path, '...'), property.expression);
        else add(joined(path, property.name.getText(source)), property);
      }
    } else if (ts.isArrayLiteralExpression(node)) {
      node.elements.forEach((element, place) => read(element, `${path}[]`, place));
    } else if (ts.isCallExpression(node) && node.arguments.some(isTable)) {
      for (const argument of node.arguments)
        read(argument, path === '' && !isTable(argument) ? 'config' : path);
    } else if (ts.isSpreadElement(node)) {
      add(path === '' ? 'config' : path, node.expression);
    } else if (path !== '') add(path, node, index);
    else ts.forEachChild(node, (child) => read(child, path));
  };
  read(source, '');
  return settings;
}

function isTable(node: ts.Node): boolean {
  return (
    ts.isObjectLiteralExpression(node) ||
    ts.isArrayLiteralExpression(node) ||
    ts.isSpreadElement(node) ||
    ts.isArrowFunction(node)
  );
}

function plainTextOf(node: ts.Node, source: ts.SourceFile): string {
  return node.getText(source).replace(/\s+/g, ' ');
}

function nameText(name: ts.PropertyName, source: ts.SourceFile): string {
  return ts.isStringLiteralLike(name) || ts.isIdentifier(name) ? name.text : name.getText(source);
}

function fromYaml(side: Side): readonly Setting[] {
  const lines = new LineCounter();
  const document = parseDocument(side.text, { lineCounter: lines });
  const settings: Setting[] = [];
  const read = (node: unknown, path: string, index?: number): void => {
    if (isMap(node)) {
      for (const pair of node.items)
        read(pair.value, joined(path, String(isScalar(pair.key) ? pair.key.value : pair.key)));
    } else if (isSeq(node)) {
      node.items.forEach((item, place) => read(item, `${path}[]`, place));
    } else if (isScalar(node)) {
      const line = lines.linePos((node as Node).range?.[0] ?? 0).line;
      settings.push(setting(side, path, JSON.stringify(node.value), Math.max(line, 1), index));
    }
  };
  read(document.contents, '');
  return settings;
}

function joined(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}

function setting(side: Side, path: string, value: string, line: number, index: number | undefined): Setting {
  const name = (path.split('.').at(-1) ?? path).replaceAll('[]', '');
  return { key: `${path}=${value}`, side, line, path, name, value, index };
}
