import { expect, test } from 'vitest';
import type { OpenedWorkspace } from '../../server/src/cli/index.ts';
import { configCheckSchema } from '../../server/src/protocol/index.ts';
import { diskWith, openOn, type Texts } from '../core/settings/settings-world.ts';
import { runProgram } from './run-program.ts';

async function check(texts: Texts, ...flags: readonly string[]) {
  const { settings } = await openOn(await diskWith(texts));
  return runProgram(['config', 'check', ...flags], {
    open: () => Promise.resolve({ settings, dispose: () => Promise.resolve() } as unknown as OpenedWorkspace),
  });
}

test('shows which rules hold and where each comes from', async () => {
  const workspace =
    'access:\n  tools: never\n  protect: [src/generated]\n  never: { intents: [extract_helper] }\n';
  const { code, out } = await check({ workspace, user: 'access: { automatic: low }\n' });
  expect(code).toBe(0);
  expect(out).toBe(
    [
      '/etc/grace/config.yaml: there is none',
      '/home/ada/.config/grace/config.yaml: good',
      '.grace/config.yaml: good',
      '',
      'edits: propose  (the default)',
      'tools: never  (.grace/config.yaml, line 2)',
      'automatic: low  (/home/ada/.config/grace/config.yaml, line 1)',
      'proof: off  (the default)',
      'protected: src/generated  (.grace/config.yaml, line 3)',
      'never: extract_helper  (.grace/config.yaml, line 4)',
      '',
    ].join('\n'),
  );
});

test('names every mistake with its place, by its schema, and exits 1', async () => {
  const { code, out } = await check({ workspace: 'access:\n  edits: no\n  edist: never\n' });
  expect(code).toBe(1);
  expect(out).toContain('.grace/config.yaml: wrong; Grace writes nothing');
  expect(out).toContain('  .grace/config.yaml:2:10: `access.edits` has a value');
  expect(out).toContain('  .grace/config.yaml:3:3: `edist` is not known here.');
  const answer = configCheckSchema.parse(JSON.parse((await check({ workspace: 'edits: 1' }, '--json')).out));
  expect(answer.files[2]).toMatchObject({ state: 'broken', problems: [{ line: 1, column: 1 }] });
  expect(answer.inForce.edits).toBe('never');
});
