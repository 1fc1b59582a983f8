import { describe, expect, test } from 'vitest';
import type { AttemptOutcome, LearnedRemedy, TitledRemedy } from '../../../server/src/protocol/index.ts';
import { accepted, sentenceOf } from '../../support/sentence-of.ts';
import {
  errorsIn,
  knowledgeOn,
  missingName,
  seen,
  signatureIn,
  wrongType,
  type KnowledgeWorld,
} from './knowledge-world.ts';

const [name, type] = [missingName, wrongType].map(signatureIn) as [string, string];
const spelling: TitledRemedy = { kind: 'compiler_fix', id: 'fixSpelling', title: 'Change spelling' };
const importing: TitledRemedy = { kind: 'compiler_fix', id: 'import' };

async function world(): Promise<KnowledgeWorld & ReturnType<typeof deeds>> {
  const opened = await knowledgeOn();
  accepted(await opened.knowledge.see(errorsIn(missingName + wrongType), seen));
  return { ...opened, ...deeds(opened) };
}

function deeds({ knowledge }: KnowledgeWorld) {
  const tryOut = async (
    remedy: TitledRemedy,
    outcomes: readonly AttemptOutcome[],
    failure = name,
  ): Promise<void> => {
    for (const outcome of outcomes) {
      const attempt = accepted(await knowledge.tryRemedy(failure, { remedy }));
      accepted(await knowledge.endAttempt(failure, attempt, { outcome }));
    }
  };
  const known = async (failure = name) => accepted(await knowledge.get(failure)).remedies;
  const best = async (failure = name) => (await knowledge.remediesFor(failure)).map(({ id }) => id);
  return { tryOut, known, best };
}

const record = ({ tried, verified, failed, reverted, quarantined }: LearnedRemedy) =>
  `${tried} tried, ${verified} verified, ${failed} failed, ${reverted} reverted${quarantined ? ', quarantined' : ''}`;

describe('what was tried', () => {
  test('counts from its beginning, and as helpful only once it was verified', async () => {
    const { knowledge, known } = await world();
    const attempt = accepted(await knowledge.tryRemedy(name, { remedy: spelling, incident: 'i7' }));
    expect((await known()).map(record)).toEqual(['1 tried, 0 verified, 0 failed, 0 reverted']);
    expect((await known())[0]).toMatchObject({ bound: 0, title: 'Change spelling' });
    accepted(await knowledge.endAttempt(name, attempt, { outcome: 'verified', restorePoint: 'r1' }));
    const [remedy] = await known();
    expect(record(remedy as LearnedRemedy)).toBe('1 tried, 1 verified, 0 failed, 0 reverted');
    expect(remedy?.attempts).toMatchObject([
      { attempt, outcome: 'verified', incident: 'i7', restorePoint: 'r1' },
    ]);
    // Nothing was tried against the other failure.
    expect(await known(type)).toEqual([]);
  });

  // From the table of Wilson's interval: 1 of 1, 3 of 3, 9 of 10.
  test.each([
    [1, 1, 0.206],
    [3, 3, 0.438],
    [9, 10, 0.595],
  ])('is worth what Wilson’s lower bound says: %d of %d', async (successes, attempts, bound) => {
    const { tryOut, known } = await world();
    const outcomes = Array.from({ length: attempts }, (_, index) =>
      index < successes ? 'verified' : 'failed',
    );
    await tryOut(spelling, outcomes);
    expect((await known())[0]?.bound).toBe(bound);
  });

  test('ends once; only what was verified can be taken back', async () => {
    const { knowledge, known } = await world();
    const attempt = accepted(await knowledge.tryRemedy(name, { remedy: spelling }));
    const end = (outcome: AttemptOutcome, number = attempt) =>
      knowledge.endAttempt(name, number, { outcome, reason: 'Because.' });
    expect(sentenceOf(await end('reverted'))).toContain('was never verified');
    accepted(await end('verified'));
    expect(sentenceOf(await end('failed'))).toBe(`Attempt ${attempt} has ended already: verified.`);
    accepted(await end('reverted'));
    expect(sentenceOf(await end('reverted'))).toContain('has ended already: reverted');
    expect(sentenceOf(await end('verified', 4711))).toContain('No attempt 4711 is remembered');
    expect((await known()).map(record)).toEqual(['1 tried, 1 verified, 0 failed, 1 reverted']);
  });

  test('is reverted when the restore point is undone, and holds again when that is undone', async () => {
    const { knowledge, log, known } = await world();
    const attempt = accepted(await knowledge.tryRemedy(name, { remedy: spelling }));
    accepted(await knowledge.endAttempt(name, attempt, { outcome: 'verified', restorePoint: 'r1' }));
    const undo = async (id: string, undoes: string) =>
      accepted(await log.append('restore.undone', { id, title: 'Undo', time: '', undoes, files: [] }));
    await undo('r2', 'r0');
    expect((await known()).map(record)).toEqual(['1 tried, 1 verified, 0 failed, 0 reverted']);
    await undo('r3', 'r1');
    expect((await known()).map(record)).toEqual(['1 tried, 1 verified, 0 failed, 1 reverted']);
    await undo('r4', 'r3');
    expect((await known()).map(record)).toEqual(['1 tried, 1 verified, 0 failed, 0 reverted']);
  });

  test('belongs to a failure that is known, and has a name of one word', async () => {
    const { knowledge } = await world();
    expect(sentenceOf(await knowledge.tryRemedy('nothing', { remedy: spelling }))).toContain(
      'No failure is known as nothing',
    );
    const blank = { kind: 'by_hand', id: 'rm -rf' } as const;
    expect(sentenceOf(await knowledge.tryRemedy(name, { remedy: blank }))).toContain('names no remedy');
    expect(await knowledge.remediesFor('nothing')).toEqual([]);
  });

  test('keeps its counts where the attempts themselves are too many to keep', async () => {
    const { tryOut, known } = await world();
    await tryOut(
      spelling,
      Array.from({ length: 12 }, () => 'verified'),
    );
    const [remedy] = await known();
    expect([remedy?.tried, remedy?.verified, remedy?.attempts.length]).toEqual([12, 12, 10]);
  });
});

describe('what to try first', () => {
  test('is what helps most surely, then what was not tried yet, then what failed', async () => {
    const { tryOut, best } = await world();
    await tryOut({ kind: 'playbook', id: 'failed-once' }, ['failed']);
    await tryOut({ kind: 'playbook', id: 'once' }, ['verified']);
    await tryOut({ kind: 'playbook', id: 'often' }, ['verified', 'verified', 'failed', 'verified']);
    expect(await best()).toEqual(['often', 'once', 'failed-once']);
  });

  test('is never what failed twice in a row, until a person lets it out', async () => {
    const { knowledge, tryOut, known, best } = await world();
    await tryOut(spelling, ['verified', 'failed']);
    expect(await best()).toEqual(['fixSpelling']);
    expect(sentenceOf(await knowledge.releaseRemedy(name, spelling))).toContain('is not in quarantine');
    await tryOut(spelling, ['failed']);
    expect(await best()).toEqual([]);
    expect((await known()).map(record)).toEqual(['3 tried, 1 verified, 2 failed, 0 reverted, quarantined']);
    accepted(await knowledge.releaseRemedy(name, spelling));
    expect(await best()).toEqual(['fixSpelling']);
    // Its record is what it was, and two more failures put it back.
    await tryOut(spelling, ['failed']);
    expect(await best()).toEqual(['fixSpelling']);
    await tryOut(spelling, ['failed']);
    expect(await best()).toEqual([]);
    expect(sentenceOf(await knowledge.releaseRemedy(name, importing))).toContain('was never tried');
  });

  test('what was taken back failed, too; what somebody tried all the same and helped is out', async () => {
    const { knowledge, tryOut, best } = await world();
    await tryOut(spelling, ['failed', 'verified']);
    const attempt = accepted(await knowledge.get(name)).remedies[0]?.attempts[0]?.attempt ?? 0;
    accepted(await knowledge.endAttempt(name, attempt, { outcome: 'reverted' }));
    expect(await best()).toEqual([]);
    await tryOut(spelling, ['verified']);
    expect(await best()).toEqual(['fixSpelling']);
  });

  test('of failures that are one follows from all that was tried, and a split gives back what belonged to each', async () => {
    const { knowledge, tryOut, known, best } = await world();
    await tryOut(spelling, ['failed'], name);
    await tryOut(spelling, ['failed'], type);
    expect(await best()).toEqual(['fixSpelling']);
    accepted(await knowledge.merge(type, name));
    expect((await known(type)).map(record)).toEqual([
      '2 tried, 0 verified, 2 failed, 0 reverted, quarantined',
    ]);
    accepted(await knowledge.releaseRemedy(type, spelling));
    expect(await best()).toEqual(['fixSpelling']);
    const attempt = accepted(await knowledge.tryRemedy(type, { remedy: spelling }));
    // Named by the failure that it is part of, the attempt is found.
    accepted(await knowledge.endAttempt(name, attempt, { outcome: 'verified' }));
    accepted(await knowledge.split(type));
    expect((await known(name)).map(record)).toEqual(['1 tried, 0 verified, 1 failed, 0 reverted']);
    expect((await known(type)).map(record)).toEqual(['2 tried, 1 verified, 1 failed, 0 reverted']);
  });

  test('goes with the failure when it is forgotten, and an attempt that ends afterwards is nobody’s', async () => {
    const { knowledge, tryOut, log, projection } = await world();
    await tryOut(spelling, ['verified']);
    const attempt = accepted(await knowledge.tryRemedy(name, { remedy: importing }));
    accepted(await knowledge.forget(name));
    accepted(
      await log.append('remedy.ended', { signature: name, remedy: importing, attempt, outcome: 'verified' }),
    );
    expect(projection.entryOf(name)).toBeUndefined();
    accepted(await knowledge.see(errorsIn(missingName), seen));
    expect(await knowledge.remediesFor(name)).toEqual([]);
  });
});

test('the texts of a record that is erased are gone, and what was counted stays', async () => {
  const { knowledge, log, known } = await world();
  const remedy = { ...spelling, title: 'As Ada did' };
  const attempt = accepted(await knowledge.tryRemedy(name, { remedy, incident: 'Ada’s laptop' }));
  const end = { outcome: 'failed', reason: 'Ada was not there.', restorePoint: 'ada-1' } as const;
  accepted(await knowledge.endAttempt(name, attempt, end));
  const { lastSeq } = await log.catchUp();
  accepted(await log.erase(attempt, 'it names a person'));
  expect(JSON.stringify(await known())).not.toMatch(/As Ada did|laptop/u);
  expect(JSON.stringify(await known())).toContain('Ada was not there');
  accepted(await log.erase(lastSeq, 'so does that'));
  expect(JSON.stringify(await known())).not.toMatch(/ada/iu);
  expect((await known()).map(record)).toEqual(['1 tried, 0 verified, 1 failed, 0 reverted']);
});

describe('what others tried', () => {
  async function theirs(outcomes: readonly AttemptOutcome[]) {
    const { knowledge, tryOut } = await world();
    await tryOut(spelling, outcomes);
    await tryOut({ kind: 'change', id: 'r1' }, ['verified']);
    return (await knowledge.export()).file;
  }

  test('says what to try first of what was never tried here, and counts as nothing else', async () => {
    const { knowledge, tryOut, known, best } = await world();
    await tryOut({ kind: 'playbook', id: 'once' }, ['verified']);
    const file = await theirs(['verified', 'verified', 'verified', 'verified', 'failed']);
    // A restore point is of that machine.
    expect(file.failures.flatMap(({ remedies = [] }) => remedies)).toEqual([
      { ...spelling, tried: 5, verified: 4, reverted: 0 },
    ]);
    expect(await knowledge.import(file)).toBe(1);
    expect(await best()).toEqual(['once', 'fixSpelling']);
    expect((await known())[1]).toMatchObject({
      ...{ tried: 0, verified: 0, bound: 0, quarantined: false, title: 'Change spelling' },
      elsewhere: { tried: 5, verified: 4, reverted: 0 },
    });
    // What was only heard of is not passed on.
    expect((await knowledge.export()).file.failures.flatMap(({ remedies = [] }) => remedies)).toMatchObject([
      { id: 'once' },
    ]);
  });

  test('never lifts what failed here above what was not tried yet', async () => {
    const { knowledge, tryOut, best } = await world();
    const others = await world();
    await others.tryOut(spelling, ['verified', 'verified', 'verified', 'verified']);
    await others.tryOut(importing, ['failed', 'verified', 'failed']);
    await knowledge.import((await others.knowledge.export()).file);
    expect(await best()).toEqual(['fixSpelling', 'import']);
    await tryOut(spelling, ['failed']);
    expect(await best()).toEqual(['import', 'fixSpelling']);
  });

  test('is not added up: of two files the one that tells of more attempts stands', async () => {
    const { knowledge, log, known } = await world();
    const file = await theirs(['verified', 'failed']);
    expect(await knowledge.import(file)).toBe(1);
    expect(await knowledge.import(file)).toBe(0);
    expect(await knowledge.import(await theirs(['verified']))).toBe(0);
    expect(await knowledge.import(await theirs(['verified', 'verified', 'failed']))).toBe(1);
    const whole = { tried: 3, verified: 2, reverted: 0 };
    expect((await known())[0]?.elsewhere).toEqual(whole);
    // Nor where another process took over a file at the same moment.
    const remedies = [{ kind: spelling.kind, id: spelling.id, tried: 2, verified: 2, reverted: 0 }];
    accepted(await log.append('error.imported', { signature: name, template: '', remedies }));
    await log.catchUp();
    expect((await known())[0]?.elsewhere).toEqual(whole);
  });

  test('neither puts a remedy into quarantine nor lets it out', async () => {
    const { knowledge, tryOut, best } = await world();
    await knowledge.import(await theirs(['failed', 'failed', 'failed']));
    expect(await best()).toEqual(['fixSpelling']);
    await tryOut(spelling, ['failed', 'failed']);
    await knowledge.import(await theirs(['verified', 'verified', 'verified', 'verified']));
    expect(await best()).toEqual([]);
  });
});
