import { expect, test } from 'vitest';
import { introducedBy } from '../../server/src/lsp/introduced.ts';
import type { Proposal } from '../../server/src/features/refactor/index.ts';
import { Folder, type FolderServices } from '../../server/src/lsp/folders.ts';

const services = { root: '/w', realFolder: '/w' } as unknown as FolderServices;
const folder = new Folder('file:///w', Promise.resolve(services));

/** Where the caret goes in the text after the change, as that line with a `|` at the place. */
function placeIn(after: string, name: string, picked: string): string | undefined {
  const proposal = {
    change: { files: [{ path: 'a.ts', before: '', after }] },
    introduces: { path: 'a.ts', name },
    origin: { path: 'a.ts', span: { start: after.indexOf(picked), end: after.indexOf(picked) } },
  } as unknown as Proposal;
  const { position } = introducedBy(proposal, folder, services) ?? {};
  const line = position && after.split('\n')[position.line];
  return line && `${line.slice(0, position.character)}|${line.slice(position.character)}`;
}

test('a comment or a text that has the name for a word is not where it is renamed', () => {
  const after = `function run() {
  // First validate what came in.
  const ok = validate(input);
  log('validate');
}

function validate(input: string) {}
`;
  expect(placeIn(after, 'validate', '// First')).toBe('  const ok = |validate(input);');
});

test('a closure is declared right before its call, and renamed at the call', () => {
  const after = `function run() {
  function add(value: number) {
    total += value;
  }
  add(1);
}
`;
  expect(placeIn(after, 'add', 'function add')).toBe('  |add(1);');
});

test('what is nowhere called is renamed where it stands nearest', () => {
  expect(placeIn('const a = 1;\nuse(logger.info);\n', 'logger', 'use')).toBe('use(|logger.info);');
});
