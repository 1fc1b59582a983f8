import { expect, test } from 'vitest';
import type { OpenedWorkspace } from '../../server/src/cli/index.ts';
import { whySchema } from '../../server/src/protocol/index.ts';
import { appliedAs, clarityWorld, decisionOn, file, verdictOn } from '../core/clarity/clarity-world.ts';
import { runProgram } from './run-program.ts';

async function call(...argv: readonly string[]) {
  const world = await clarityWorld();
  await world.clarity.decide(decisionOn('kernel store', { kind: 'restart' }));
  const files = [file('src/a.ts', 'before', 'after')];
  await world.tell('tools.approved', { commands: [{ gate: 'types', argv: ['npx', 'tsc'], cwd: '' }] });
  await world.tell('proof.verdict', verdictOn(files));
  await world.tell('restore.applied', appliedAs('r1', files));
  await world.clarity.decide(
    decisionOn('point r1', {
      evidence: [{ what: 'It was proven.', seq: 3 }, { what: 'It is small.' }],
      turnedDown: [{ option: 'Leave it', why: 'It was accepted.' }],
    }),
  );
  const workspace = { clarity: world.clarity, dispose: () => Promise.resolve() };
  const { code, out, err } = await runProgram(['why', ...argv], {
    open: () => Promise.resolve(workspace as unknown as OpenedWorkspace),
  });
  return { code, out: out.replaceAll(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d/gu, 'TIME'), err };
}

test('tells what was decided, on what, instead of what and how sure, back to where it began', async () => {
  const { code, out } = await call('last');
  expect(code).toBe(0);
  expect(out).toBe(`4  restore.applied  TIME
  “Title r1”: src/a.ts (r1)
  Decided: On point r1.
  It rests on:
    - It was proven. (3)
    - It is small.
  Turned down:
    - Leave it: It was accepted.
  How sure: certain. It was asked for.

which goes back to

3  proof.verdict  TIME
  proven: src/a.ts in 0.0 s. So it is.

which goes back to

2  tools.approved  TIME
  npx tsc

There it began.
`);
});

test('answers by its schema, and refuses what is not there', async () => {
  const { out } = await call('4', '--json');
  expect(whySchema.parse(JSON.parse(out)).chain.map(({ seq }) => seq)).toEqual([4, 3, 2]);
  const { code, err } = await call('9');
  expect(code).toBe(3);
  expect(err).toContain('no record 9');
});

test('tells what last became of a part, and that nothing did', async () => {
  const { code, out } = await call('store');
  expect([code, out.split('\n')[1]]).toEqual([0, '  Decided: On kernel store.']);
  const { code: none, err } = await call('boot');
  expect([none, err]).toEqual([3, expect.stringContaining('No boot is recorded here yet.')]);
});
