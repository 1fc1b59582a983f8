import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Miner } from '../../../../server/src/services/recognition/miner/index.ts';
import { limits } from '../../../../server/src/services/recognition/miner/limits.ts';
import { linesOf, templatesOf } from './mined.ts';

describe('a template', () => {
  test('has a variable for each mask, and one for all masks of a word', () => {
    expect(
      templatesOf(`
        Deleting block blk_-17 in /data/a after attempt_1_m_2_0
        Deleting block blk_99 in /srv/b/c after attempt_7_r_1_3`),
    ).toEqual(['Deleting block blk_<*> in <*> after attempt_<*>']);
  });

  test('takes a dotted name with a number for one value, and a list for one however long', () => {
    expect(
      templatesOf(`
        lookup of host-12.north.example.com failed for blk_1
        lookup of 7-3.pool.example.org failed for blk_1 blk_2 blk_3`),
    ).toEqual(['lookup of <*> failed for blk_<*>']);
  });

  test('takes empty brackets for a value that is not there, and any white space for one space', () => {
    expect(
      templatesOf(`
        connection from 10.0.0.1 (10.0.0.1)   at 5
        connection from 10.0.0.2 () at 6`),
    ).toEqual(['connection from <*> (<*>) at <*>']);
  });

  test('has a variable where many words stood, and not where a few did', () => {
    const users = ['ada', 'bob', 'cleo', 'dan', 'eve'];
    expect(templatesOf(users.map((user) => `cannot greet ${user} today`).join('\n'))).toEqual([
      'cannot greet <*> today',
    ]);
    expect(
      templatesOf(
        users
          .slice(0, 4)
          .map((user) => `cannot greet ${user} today`)
          .join('\n'),
      ),
    ).toHaveLength(4);
  });

  test.each([
    [
      'a word says that a name follows',
      ['session of user ada began', 'session of user bob began', 'session of user cleo began'],
    ],
    [
      'it is the value of a key',
      [
        'login uid=1 name=ada ok',
        'login uid=1 name=bob ok',
        'login uid=1 name=eve ok',
        'login uid=1 name=dan ok',
      ],
    ],
    ['a number stood there as well', ['lease of unit 17 is over', 'lease of unit north is over']],
    [
      'names with dots or digits stood there',
      ['resolved db1 at last now', 'resolved www.example.com at last now'],
    ],
  ])('needs fewer words where %s', (_, lines) => {
    expect(templatesOf(lines.join('\n'))).toHaveLength(1);
    expect(templatesOf(lines.slice(1).join('\n'))).toHaveLength(lines.length - 1);
  });

  test.each([
    ['codes', ['npm error code E404 here', 'npm error code E401 here', 'npm error code E500 here']],
    ['exit codes', ['program ended with exit code 1', 'program ended with exit code 137']],
    [
      'states in capitals',
      ['task went from NEW to READY', 'task went from READY to RUNNING', 'task went from NEW to FAILED'],
    ],
    [
      'participles',
      ['session was opened for root', 'session was closed for root', 'session was expired for root'],
    ],
    [
      'lines that begin differently',
      ['read from disk', 'write from disk', 'seek from disk', 'sync from disk', 'trim from disk'],
    ],
    [
      'exceptions',
      ['got java.io.IOException while reading it', 'got java.net.ConnectException while reading it'],
    ],
  ])('keeps apart what tells failures apart: %s', (_, lines) => {
    expect(templatesOf(lines.join('\n'))).toEqual(lines.map((line) => line));
  });

  test('has a variable for three words that stood in a variable elsewhere, and not for two', () => {
    const known = ['ada', 'bob', 'cleo'].map((user) => `session of user ${user} began`);
    const lines = ['rejected ada twice', 'rejected bob twice', 'rejected cleo twice'];
    expect(templatesOf([...known, ...lines].join('\n'))).toContain('rejected <*> twice');
    expect(templatesOf(lines.join('\n'))).toEqual(lines);
    expect(templatesOf([...known, ...lines.slice(1)].join('\n'))).not.toContain('rejected <*> twice');
  });

  test('finds several variables of one line, one after the other', () => {
    const users = ['ada', 'bob', 'cleo'];
    const lines = users.flatMap((user) => users.map((host) => `user ${user} left host ${host} behind`));
    expect(templatesOf([...lines, 'user zoe left host yak behind'].join('\n'))).toEqual([
      'user <*> left host <*> behind',
    ]);
  });

  test('is not of a word alone', () => {
    expect(
      templatesOf('alpha\nbeta\ngamma\ndelta\nepsilon\nzeta\neta\ntheta\niota\nkappa\nlambda\nmu\nnu'),
    ).toHaveLength(13);
  });
});

describe('the miner', () => {
  test('answers at once, keeps the id when the template becomes more general, and knows the merged ids', () => {
    const miner = new Miner();
    const first = miner.learn('session of user ada began');
    const firstId = first.id;
    expect(first.template).toBe('session of user ada began');
    const bobId = miner.learn('session of user bob began').id;
    expect(bobId).not.toBe(firstId);
    const third = miner.learn('session of user cleo began');
    expect(third).toMatchObject({ id: firstId, template: 'session of user <*> began' });
    expect(miner.currentId(bobId)).toBe(firstId);
    expect(miner.currentId(firstId)).toBe(firstId);
    expect(miner.currentId('unknown')).toBe('unknown');
  });

  test('gives the same first line the same id, whatever came before', () => {
    const miner = new Miner();
    miner.learn('something else');
    expect(miner.learn('disk 1 is full').id).toBe(new Miner().learn('disk 22 is full').id);
  });

  test('says why a word is a variable, and what stood there', () => {
    const miner = new Miner();
    miner.learnAll(
      linesOf('session of user ada began\nsession of user bob began\nsession of user cleo began\nother'),
    );
    expect(miner.templates()).toMatchObject([
      {
        template: 'session of user <*> began',
        lines: 3,
        variables: [{ word: 3, because: '3 different words stood there', examples: ['ada', 'bob', 'cleo'] }],
      },
      { template: 'other', lines: 1, variables: [] },
    ]);
  });

  test('uses what it learned late for what it saw early, once it is asked to settle', () => {
    const miner = new Miner();
    const [one, other] = ['ada', 'bob', 'cleo'].map((user) => miner.learn(`rejected ${user} twice`).id);
    for (const user of ['ada', 'bob', 'cleo']) miner.learn(`session of user ${user} began`);
    expect(miner.currentId(other!)).toBe(other);
    miner.settle();
    expect(miner.currentId(other!)).toBe(one);
  });

  test('answers the same line by line and all at once, and never takes a merge back', () => {
    fc.assert(
      fc.property(fc.array(line, { maxLength: 60 }), (lines) => {
        const live = new Miner();
        const answers = lines.map((text) => live.learn(text).id);
        for (const [index, text] of lines.entries())
          expect(live.currentId(answers[index]!)).toBe(live.learn(text).id);
        live.settle();
        const whole = new Miner().learnAll(lines).map(({ id }) => id);
        expect(answers.map((id) => live.currentId(id))).toEqual(whole);
      }),
      { numRuns: 300, seed: 5 },
    );
  });

  test('keeps a bounded number of templates, and knows one again by its id that it forgot', () => {
    const miner = new Miner();
    const { id } = miner.learn('the first of all');
    for (let n = 0; n < limits.shapesMax * 1.5; n++)
      miner.learn(`${wordOf(n)} ${wordOf(n * 7)} said ${wordOf(n * 31)}`);
    expect(miner.templates().length).toBeLessThanOrEqual(limits.shapesMax);
    expect(miner.templates().some((template) => template.id === id)).toBe(false);
    expect(miner.learn('the first of all').id).toBe(id);
  });
});

const line = fc
  .tuple(
    fc.constantFrom('user', 'job', 'cannot find', 'E404 from'),
    fc.constantFrom('ada', 'bob', 'cleo', 'dan', 'eve', '17', 'db-1', 'READY'),
    fc.constantFrom('left host', 'was', 'has size='),
    fc.constantFrom('ada', 'opened', 'closed', 'zoe', '12 kB', 'a.b.c', '/srv/x'),
  )
  .map((words) => words.join(' '));

/** A different word without digits for each number. */
function wordOf(n: number): string {
  let word = '';
  for (let rest = n + 27; rest > 0; rest = Math.floor(rest / 26))
    word += String.fromCharCode(97 + (rest % 26));
  return word;
}
