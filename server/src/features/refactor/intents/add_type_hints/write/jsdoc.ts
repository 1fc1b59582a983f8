import { ts } from '../../../../../services/analysis/typescript.ts';
import type { TextEdit } from '../../../intent.ts';
import type { Declaration, FunctionNode, Slot } from '../slots/declarations.ts';

/** What one place gets in JavaScript, where types are written in the comment above. */
export interface Said {
  readonly text: string;
  /** Callers leave the argument out. */
  readonly isOmitted: boolean;
}

/** The edit that says the types of a declaration in its JSDoc: in the comment that is there, else in a new one. */
export function jsdocEdits(
  { node, slots }: Declaration,
  saidOf: (slot: Slot) => Said | undefined,
  source: ts.SourceFile,
  path: string,
): readonly TextEdit[] {
  const host = hostOf(node);
  if (!host) return [];
  const lines = slots.flatMap((slot) => {
    const said = saidOf(slot);
    return said ? [lineOf(slot, said)] : [];
  });
  if (lines.length === 0) return [];
  const start = host.getStart(source);
  const newline = source.text.includes('\r\n') ? '\r\n' : '\n';
  const indent = /[ \t]*$/.exec(source.text.slice(0, start))?.[0] ?? '';
  const existing = commentOf(host);
  if (existing) {
    const span = { start: existing.getStart(source), end: existing.end };
    const before = source.text.slice(span.start, span.end);
    const gap = leavesGaps(source) ? `${newline}${indent} *` : '';
    return [{ path, span, newText: merged(before, lines, { indent, newline, gap }) }];
  }
  const first = host.getFirstToken(source);
  const span = { start, end: first?.end ?? start };
  const comment =
    lines.length === 1 && lines[0]?.tag === 'type'
      ? `/** ${lines[0].words} */`
      : ['/**', ...lines.map(({ words }) => `${indent} * ${words}`), `${indent} */`].join(newline);
  return [{ path, span, newText: `${comment}${newline}${indent}${source.text.slice(span.start, span.end)}` }];
}

/** Whether a comment above a declaration can say its types, and none says the whole already. */
export function canBeSaid(node: Declaration['node']): boolean {
  const host = hostOf(node);
  return host !== undefined && ts.getJSDocTypeTag(host) === undefined;
}

/** The node whose comment counts for a declaration. */
function hostOf(node: Declaration['node']): ts.Node | undefined {
  if (ts.isVariableDeclaration(node)) return undefined;
  if (!ts.isArrowFunction(node) && !ts.isFunctionExpression(node)) return node;
  return holderOf(node);
}

function holderOf({ parent }: FunctionNode): ts.Node | undefined {
  if (ts.isPropertyAssignment(parent) || ts.isPropertyDeclaration(parent)) return parent;
  const list = parent.parent;
  if (
    ts.isVariableDeclaration(parent) &&
    ts.isVariableDeclarationList(list) &&
    list.declarations.length === 1
  ) {
    const statement = list.parent;
    return ts.isVariableStatement(statement) ? statement : undefined;
  }
  const isAssigned = ts.isBinaryExpression(parent) && ts.isExpressionStatement(parent.parent);
  return isAssigned ? parent.parent : undefined;
}

function commentOf(host: ts.Node): ts.JSDoc | undefined {
  return ts.getJSDocCommentsAndTags(host).findLast((each): each is ts.JSDoc => ts.isJSDoc(each));
}

interface Line {
  readonly tag: 'param' | 'returns' | 'type';
  readonly name: string;
  readonly type: string;
  readonly words: string;
}

function lineOf(slot: Slot, { text, isOmitted }: Said): Line {
  if (slot.kind === 'return') return { tag: 'returns', name: '', type: text, words: `@returns {${text}}` };
  if (slot.kind !== 'parameter') return { tag: 'type', name: '', type: text, words: `@type {${text}}` };
  const name = slot.node.name.getText();
  const type = slot.node.dotDotDotToken ? `...${text.replace(/\[\]$/, '')}` : text;
  const shown = isOmitted && !slot.node.initializer ? `[${name}]` : name;
  return { tag: 'param', name, type, words: `@param {${type}} ${shown}` };
}

interface Layout {
  readonly indent: string;
  readonly newline: string;
  /** What stands between the words of a comment and its first tag. */
  readonly gap: string;
}

/** Whether another comment of the file leaves a line between its words and its tags. */
function leavesGaps({ text }: ts.SourceFile): boolean {
  return /\n[ \t]*\*[ \t]*\r?\n[ \t]*\*[ \t]*@\w/.test(text);
}

function isWordsOnly(comment: string): boolean {
  return /[^\s/*]/.test(comment) && !/^[ \t/*]*@\w/m.test(comment);
}

/** A comment with types put where their tags are, and tags where there are none; not a word of it is lost. */
function merged(comment: string, lines: readonly Line[], { indent, newline, gap }: Layout): string {
  let text = comment;
  const missing: string[] = [];
  for (const line of lines) {
    const tag = tagPattern(line).exec(text);
    if (!tag) missing.push(line.words);
    else
      text = `${text.slice(0, tag.index)}${tag[1] ?? ''}{${line.type}} ${text.slice(tag.index + tag[0].length)}`;
  }
  if (missing.length === 0) return text;
  const body = text.replace(/\s*\*\/$/, '');
  const opened = body.includes('\n') ? body : body.replace(/^\/\*\*[ \t]*/, `/**${newline}${indent} * `);
  const added = (tags: readonly string[]) => tags.map((words) => `${newline}${indent} * ${words}`).join('');
  const [head, below] = atParameters(opened.trimEnd());
  const above = isWordsOnly(head) && below === '' ? head + gap : head;
  const [parameters, others] = [missing.filter(isParameter), missing.filter((words) => !isParameter(words))];
  return `${above}${added(parameters)}${below}${added(others)}${newline}${indent} */`;
}

function isParameter(words: string): boolean {
  return words.startsWith('@param');
}

/** The text up to where parameters go, behind those there are or else before the result, and from there on. */
function atParameters(text: string): readonly [above: string, below: string] {
  const tags = [...text.matchAll(/\r?\n[ \t]*\*[ \t]*@(\w+)/g)];
  const last = tags.findLastIndex(([, tag]) => /^(?:param|arg|argument)$/.test(tag ?? ''));
  const next = last < 0 ? tags.find(([, tag]) => /^returns?$/.test(tag ?? '')) : tags[last + 1];
  return next ? [text.slice(0, next.index), text.slice(next.index)] : [text, ''];
}

/** The tag of a line where it stands without a type. */
function tagPattern({ tag, name }: Line): RegExp {
  if (tag === 'type') return /(@type[ \t]+)(?!\{)/;
  if (tag === 'returns') return /(@returns?[ \t]+)(?!\{)/;
  const escaped = name.replace(/\$/g, '\\$');
  return new RegExp(`(@(?:param|arg|argument)[ \\t]+)(?=\\[?${escaped}(?![\\w$]))`);
}
