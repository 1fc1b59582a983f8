import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';
import { isRefusal } from '../../../server/src/base/index.ts';
import { runIntent, type IntentRun } from '../../../server/src/features/refactor/apply-edit.ts';
import type { Span } from '../../../server/src/protocol/index.ts';
import type { Intent } from '../../../server/src/features/refactor/intent.ts';
import { intents } from '../../../server/src/features/refactor/intents/registry.ts';
import { fixtureWorld } from '../../support/fixture-world.ts';
import { parseFixture, withExpectation, type Expectation, type Fixture } from '../../support/fixture.ts';

const root = join(import.meta.dirname, '../../fixtures/intents');
const updates = process.env['UPDATE_GOLDENS'] === '1';

for (const intent of intents) {
  describe(intent.id, () => {
    const folder = join(root, intent.id);
    for (const path of fixturePaths(folder)) {
      const name = relative(folder, path).replace(/\.txt$/, '');
      test(name, () => check(intent, path));
      if (intent.parts) test(`${name}, in parts`, () => checkParts(intent, path));
    }
  });
}

test('every intent has fixtures, accepted and refused', () => {
  for (const intent of intents) {
    const kinds = fixturePaths(join(root, intent.id)).map(
      (path) => parseFixture(readFileSync(path, 'utf8')).expected.kind,
    );
    expect(kinds, intent.id).toContain('after');
    expect(kinds, intent.id).toContain('refused');
  }
});

function fixturePaths(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.txt'))
    .sort()
    .map((name) => join(folder, name));
}

/** Runs the intent as an analysis process does, and checks everything a fixture promises. */
function check(intent: Intent, path: string): void {
  const text = readFileSync(path, 'utf8');
  const fixture = parseFixture(text);
  const world = fixtureWorld(fixture.files);
  const run = runIntent(intent, world.file(fixture.target), fixture.span, world.view(fixture.target));
  const actual = expectationOf(run);
  const notes = run && !isRefusal(run) ? run.notes : [];
  if (updates) writeFileSync(path, withExpectation(text, actual, notes));
  else {
    expect(readable(actual)).toBe(readable(fixture.expected));
    expect(notes.join('\n')).toBe((fixture.notes ?? []).join('\n'));
  }
  if (run && !isRefusal(run)) checkResult(intent, fixture, run, world.diagnostics());
  else if (isWhole(fixture)) expect(intent.find(world.file(fixture.target)), 'nothing to find').toEqual([]);
}

/** The parts of an edit, each made alone, are the edit of the whole. */
function checkParts(intent: Intent, path: string): void {
  const fixture = parseFixture(readFileSync(path, 'utf8'));
  if (!isWhole(fixture) || !intent.parts) return;
  const world = fixtureWorld(fixture.files);
  const file = world.file(fixture.target);
  const editOf = (span: Span, without?: readonly Span[]) => {
    const offered = intent.offer({ file, span });
    if (!offered || isRefusal(offered)) return [];
    const edit = offered.edit(world.view(fixture.target), without);
    if (isRefusal(edit)) return [];
    const created = (edit.creates ?? []).map((each) => `${each.path}\n${each.text}`);
    return [...edit.edits.map((each) => JSON.stringify(each)), ...created];
  };
  const parts = intent.parts(file, fixture.span);
  const whole = editOf(fixture.span);
  const alone = parts.map((part) => editOf(part));
  expect([...new Set(alone.flat())].sort()).toEqual([...whole].sort());
  for (const [index, part] of parts.entries()) {
    const others = new Set(alone.filter((_, other) => other !== index).flat());
    expect(editOf(fixture.span, [part]).sort(), 'the edit without one part').toEqual([...others].sort());
  }
}

function isWhole({ span, files, target }: Fixture): boolean {
  return span.start === 0 && span.end === files.get(target)?.length;
}

/** No new problem, nothing left to do, and the way back leads to the same bytes. */
function checkResult(intent: Intent, fixture: Fixture, run: IntentRun, before: readonly string[]): void {
  const after = new Map(fixture.files);
  for (const file of run.change.files) {
    expect(file.before).toBe(fixture.files.get(file.path) ?? null);
    if (file.after === null) after.delete(file.path);
    else after.set(file.path, file.after);
  }
  const changed = fixtureWorld(after);
  const gone = [...before];
  const isNew = (each: string) => gone.splice(gone.indexOf(each), gone.includes(each) ? 1 : 0).length === 0;
  expect(changed.diagnostics().filter(isNew), 'no new problem').toEqual([]);
  const whole = { start: 0, end: after.get(fixture.target)?.length ?? 0 };
  if (!isWhole(fixture)) return;
  const file = changed.file(fixture.target);
  expect(intent.find(file), 'a second search finds nothing').toEqual([]);
  const again = runIntent(intent, file, whole, changed.view(fixture.target));
  expect(again === undefined || isRefusal(again), 'a second run has nothing left to do').toBe(true);
}

function expectationOf(run: ReturnType<typeof runIntent>): Expectation {
  if (!run) return { kind: 'silent' };
  if (isRefusal(run)) return { kind: 'refused', reason: run.message };
  return { kind: 'after', files: new Map(run.change.files.map((file) => [file.path, file.after ?? ''])) };
}

/** An expectation as text, so that a difference reads like a diff. */
function readable(expected: Expectation): string {
  if (expected.kind === 'refused') return `refused: ${expected.reason}`;
  if (expected.kind !== 'after') return expected.kind;
  return [...expected.files]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([path, text]) => `-- ${path} --\n${text}`)
    .join('\n');
}
