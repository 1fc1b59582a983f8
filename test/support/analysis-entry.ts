/** An analysis process with small intents of its own: each shows one thing that a process or an edit can do. */
import process from 'node:process';
import { startHeart } from '../../server/src/adapters/index.ts';
import { refused, type Refusal } from '../../server/src/base/index.ts';
import { runIntent } from '../../server/src/features/refactor/apply-edit.ts';
import type {
  AnalysisIntent,
  Edit,
  SyntaxFile,
  TypedView,
} from '../../server/src/services/analysis/index.ts';
import { ts } from '../../server/src/services/analysis/typescript.ts';
import { runOnChannel } from '../../server/src/services/analysis/worker.ts';
import type { Span } from '../../server/src/protocol/index.ts';

/** Swaps the arms of the `if` at the caret: the accepted case. */
const invertIf = intent('invert_if', 'syntax', (file, span) => {
  const statement = nodeAt(file.source, span.start, ts.isIfStatement);
  if (!statement) return undefined;
  const { elseStatement, thenStatement, expression } = statement;
  if (!elseStatement) return refused('There is no `else` arm to swap with.');
  return () => ({
    edits: [
      replace(file, expression, `!(${expression.getText()})`),
      replace(file, thenStatement, elseStatement.getText()),
      replace(file, elseStatement, thenStatement.getText()),
    ],
  });
});

/** Replaces the literal after `return` at the caret by text: a number becomes a string, in its type as well. */
const returnText = intent('return_text', 'types', (file, span) => {
  const statement = nodeAt(file.source, span.start, ts.isReturnStatement);
  const { expression } = statement ?? {};
  if (!expression) return undefined;
  return (view) => {
    const node = view?.source && nodeAt(view.source, span.start, ts.isReturnStatement)?.expression;
    const type = node && view.checker.typeToString(view.checker.getTypeAtLocation(node));
    return {
      edits: [replace(file, expression, `'${expression.getText()}'`)],
      notes: [`It was ${type ?? 'unknown'}.`],
    };
  };
});

/** Gives the declaration at the caret the first of some types that adds no problem: what an intent that searches does. */
const firstFittingType = intent('first_fitting_type', 'types', (file, span) => {
  const declaration = nodeAt(file.source, span.start, ts.isVariableDeclaration);
  if (!declaration) return undefined;
  return (view) => {
    const place = { start: declaration.name.end, end: declaration.name.end };
    const tried = ['boolean', 'string', 'number'].map((type) => {
      const edits = [{ path: file.path, span: place, newText: `: ${type}` }];
      return { type, edits, problems: view?.trial(edits) ?? [] };
    });
    const fitting = tried.find(({ problems }) => problems.length === 0);
    const [first] = tried.flatMap(({ problems }) => problems);
    if (!fitting) return refused(`Nothing fits: ${first?.code ?? ''} at ${first?.start ?? -1}.`);
    return { edits: fitting.edits, introduces: { path: file.path, name: fitting.type } };
  };
});

/** Does the same to every `return` of a number in the file, each of which can be left out. */
const returnTexts: AnalysisIntent = {
  ...intent('return_texts', 'syntax', () => undefined),
  parts: (file) => returnsOf(file).map((node) => ({ start: node.getStart(file.source), end: node.end })),
  offer: ({ file }) => ({
    title: 'return texts',
    edit: (_view, without = []) => ({
      edits: returnsOf(file)
        .filter((node) => !without.some((span) => span.end === node.end))
        .map((node) => replace(file, node, `return '${node.expression?.getText() ?? ''}';`)),
    }),
  }),
};

/** Moves a file's text to a new one and leaves a re-export behind. */
const moveOut = intent('move_out', 'syntax', (file) => () => ({
  edits: [
    { path: file.path, span: { start: 0, end: file.text.length }, newText: `export * from './moved.ts';\n` },
  ],
  creates: [{ path: file.path.replace(/[^/]*$/, 'moved.ts'), text: file.text }],
}));

/** Makes text that does not parse. */
const breakSyntax = intent('break_syntax', 'syntax', (file) => () => ({
  edits: [{ path: file.path, span: { start: 0, end: 0 }, newText: 'const = ;\n' }],
}));

/** Throws. */
const explode = intent('explode', 'syntax', () => () => {
  throw new Error('no such luck');
});

/** Holds the process for a while, then appends a comment. So does looking for it in a file. */
const slow = holding('slow', 1_500);
/** The same, for a shorter while. */
const brief = holding('brief', 400);

function holding(id: string, ms: number): AnalysisIntent {
  const hold = () => {
    const endMs = performance.now() + ms;
    while (performance.now() < endMs);
  };
  return {
    ...intent(id, 'syntax', (file) => () => {
      hold();
      return { edits: [append(file, `// ${id}\n`)] };
    }),
    find() {
      hold();
      return [];
    },
  };
}

/** Never comes back. */
const forever = intent('forever', 'syntax', () => () => {
  for (;;);
});

/** Takes more and more memory, then holds still. */
const hog = intent('hog', 'syntax', (file) => () => {
  const held: Buffer[] = [];
  for (let count = 0; count < 40; count += 1) held.push(Buffer.alloc(10 * 1024 * 1024, count + 1));
  const endMs = performance.now() + 20_000;
  while (performance.now() < endMs);
  return { edits: [append(file, `// ${held.length}\n`)] };
});

const intents = [
  invertIf,
  returnText,
  firstFittingType,
  returnTexts,
  moveOut,
  breakSyntax,
  explode,
  slow,
  brief,
  forever,
  hog,
];

runOnChannel(process, { intents, run: runIntent }, startHeart());

function intent(
  id: string,
  needs: 'syntax' | 'types',
  offer: (
    file: SyntaxFile,
    span: Span,
  ) => ReturnType<typeof refused> | ((view: TypedView | undefined) => Edit | Refusal) | undefined,
): AnalysisIntent {
  const title = id.replaceAll('_', ' ');
  return {
    id,
    title,
    description: `${title}.`,
    kind: `refactor.rewrite.grace.${id}`,
    safety: 'safe',
    needs,
    offer({ file, span }) {
      const edit = offer(file, span);
      return typeof edit === 'function' ? { title, metrics: { size: file.text.length }, edit } : edit;
    },
    ...(id === 'invert_if' && { gain: ({ size = 0 }) => size / 2 }),
    find(file) {
      const spans: Span[] = [];
      const visit = (node: ts.Node): void => {
        if (id === 'invert_if' && ts.isIfStatement(node))
          spans.push({ start: node.getStart(), end: node.getEnd() });
        ts.forEachChild(node, visit);
      };
      visit(file.source);
      return spans;
    },
  };
}

function returnsOf(file: SyntaxFile): readonly ts.ReturnStatement[] {
  const found: ts.ReturnStatement[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isReturnStatement(node) && node.expression && ts.isNumericLiteral(node.expression))
      found.push(node);
    ts.forEachChild(node, visit);
  };
  visit(file.source);
  return found;
}

function nodeAt<T extends ts.Node>(
  source: ts.SourceFile,
  offset: number,
  is: (node: ts.Node) => node is T,
): T | undefined {
  let found: T | undefined;
  const visit = (node: ts.Node): void => {
    if (offset < node.getStart(source) || offset > node.end) return;
    if (is(node)) found = node;
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function replace(file: SyntaxFile, node: ts.Node, newText: string) {
  return { path: file.path, span: { start: node.getStart(file.source), end: node.end }, newText };
}

function append(file: SyntaxFile, newText: string) {
  return { path: file.path, span: { start: file.text.length, end: file.text.length }, newText };
}
