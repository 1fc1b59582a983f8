import { expect, test } from 'vitest';
import { governed } from '../../server/src/boot/governed.ts';
import { loadOf } from '../../server/src/boot/load-of.ts';
import type { AdaptiveLimit, Governor } from '../../server/src/core/governor/index.ts';
import { governEdits } from '../../server/src/services/analysis/index.ts';
import type { Analysis } from '../../server/src/services/analysis/index.ts';
import { sentenceOf } from '../support/sentence-of.ts';

const signal = new AbortController().signal;
const done = () => Promise.resolve('done' as const);

/** A governor that lets through what it is asked for, and writes it down. */
function governorOf(name: string, ran: string[], startingMax = 3): Governor {
  const limit = (of: string): Pick<AdaptiveLimit, 'run'> => ({
    run(kind, work) {
      ran.push(`${name} ${of}: ${kind}`);
      return work();
    },
  });
  const governor: Pick<Governor, 'startingMax'> & Record<'tools' | 'analysis', Pick<AdaptiveLimit, 'run'>> = {
    tools: limit('tools'),
    analysis: limit('edits'),
    startingMax: () => startingMax,
  };
  return governor as Governor;
}

test('work goes through the governor that runs now, and straight on where none does', async () => {
  const ran: string[] = [];
  const machine = governed();
  expect(await machine.tools.run('tsc', done, signal)).toBe('done');
  expect(machine.startingMax()).toBeUndefined();
  const first = machine.adopt(governorOf('first', ran));
  await machine.tools.run('tsc', done, signal);
  expect(machine.startingMax()).toBe(3);
  const second = machine.adopt(governorOf('second', ran));
  // One that goes late takes nothing from the one that came after it.
  first.dispose();
  await machine.edits.run('edit', done, signal);
  second.dispose();
  expect(await machine.edits.run('edit', done, signal)).toBe('done');
  expect(machine.startingMax()).toBeUndefined();
  expect(ran).toEqual(['first tools: tsc', 'second edits: edit']);
});

test('edits and screenings take turns, each kind with a name of its own, and offers never wait', async () => {
  const ran: string[] = [];
  const bare = {
    edit: () => Promise.resolve({ change: { files: [] } }),
    screen: () => Promise.resolve({ complete: true }),
    offers: () => Promise.resolve([]),
  } as unknown as Analysis;
  let isFull = false;
  const analysis = governEdits(bare, {
    run(kind, work) {
      ran.push(kind);
      return isFull ? Promise.resolve('full') : work();
    },
  });
  const pick = { path: 'a.ts', intent: 'extract_method', span: { start: 0, end: 0 } };
  expect(await analysis.edit(pick, signal)).toEqual({ change: { files: [] } });
  expect(await analysis.screen({ files: [] }, signal)).toEqual({ complete: true });
  expect(await analysis.offers(pick, signal)).toEqual([]);
  expect(ran).toEqual(['edit extract_method', 'screen']);
  isFull = true;
  const sentence = 'Too many edits wait for their turn already; try again when some are done.';
  expect(sentenceOf(await analysis.edit(pick, signal))).toBe(sentence);
  expect(sentenceOf(await analysis.screen({ files: [] }, signal))).toBe(sentence);
});

test('while anything is shed, the analysis has one process that checks', async () => {
  const scaled: unknown[] = [];
  const warnings: string[] = [];
  let level = 0;
  let isBroken = false;
  const load = loadOf(
    () => ({
      shedLoad: () => Promise.resolve((level += 1)),
      restoreLoad: () => Promise.resolve((level -= 1)),
      scaleWorkers(id, size) {
        scaled.push([id, size]);
        return isBroken ? Promise.reject(new Error('It has no hands.')) : Promise.resolve(size);
      },
    }),
    signal,
    (message) => void warnings.push(message),
  );
  expect([await load.shedLoad(), await load.shedLoad()]).toEqual([1, 2]);
  expect([await load.restoreLoad(), await load.restoreLoad()]).toEqual([1, 0]);
  expect(scaled.map((each) => JSON.stringify(each))).toEqual([
    ...Array.from({ length: 3 }, () => '["analysis",1]'),
    '["analysis",2]',
  ]);
  isBroken = true;
  expect(await load.shedLoad()).toBe(1);
  expect(warnings).toEqual(['It has no hands.']);
});
