import { describe, expect, it } from 'vitest';
import { refused } from '../../../server/src/base/index.ts';
import { HealingWorld, playbook, playbookFile } from './healing-world.ts';

const threeSteps =
  '[{ action: shed_load }, { action: scale_workers, with: { kernel: analysis, size: 1 } }, { action: restart_kernel, with: { kernel: analysis } }]';

describe('a repair', () => {
  it('is a story that a person can read in the log', async () => {
    const world = new HealingWorld(playbookFile(playbook()));
    world.symptom = () => !world.deeds.includes('restart analysis');
    expect(await world.heal()).toEqual({ state: 'healed', by: 'mend' });
    expect(world.story()).toEqual([
      'incident.opened  It ended (i1)',
      'playbook.begun  mend, attempt 1, for i1 (p1)',
      'playbook.step  step 1, restart_kernel, begun: analysis is started anew. (p1)',
      'playbook.step  step 1, restart_kernel, done: analysis is started anew. (p1)',
      'playbook.ended  mend healed after 0.0 s: The symptom is gone. (p1)',
      'incident.closed  healed: `mend` helped: the symptom is gone. (i1)',
    ]);
  });

  it('has not helped while the symptom is there, whatever the steps say: it is tried as often as it may, and then a person is told', async () => {
    const world = new HealingWorld(playbookFile(playbook()));
    const healing = await world.heal();
    expect(healing.state).toBe('escalated');
    expect(world.deeds).toEqual(['restart analysis', 'restart analysis', 'restart analysis']);
    expect(world.payloads('incident.escalated')).toEqual([
      {
        ...{ id: 'i1', say: 'It cannot be mended.' },
        reason: 'The symptom is still there. `mend` was not used: it was tried 3 times.',
      },
    ]);
    expect(world.payloads('incident.closed')).toEqual([]);
    // Five seconds of looking and ten of being left alone lie between two of them.
    const begun = world.log.filter(({ topic }) => topic === 'playbook.begun').map(({ timeMs }) => timeMs);
    expect(begun.map((timeMs) => timeMs - begun[0]!)).toEqual([0, 15_000, 30_000]);
    expect(world.clock.sleeping).toBe(0);
  });

  it('has not helped where the symptom comes back before it has held', async () => {
    const world = new HealingWorld(
      playbookFile(playbook({ attempts: '1', completion: '{ symptom_gone_within: 5s, holds_for: 2s }' })),
    );
    let looks = 0;
    world.symptom = () => (looks += 1) % 3 === 0;
    expect((await world.heal()).state).toBe('escalated');
  });

  it('is taken back in reverse where it did not help', async () => {
    const world = new HealingWorld(
      playbookFile(playbook({ steps: threeSteps, undo: 'reverse', attempts: '1' })),
    );
    await world.heal();
    expect(world.deeds).toEqual([
      'shed',
      'scale analysis to 1',
      'restart analysis',
      'scale analysis to 2',
      'restore',
    ]);
    expect([world.level, world.workers]).toEqual([0, 2]);
  });

  it('is taken back as far as it came where a step fails', async () => {
    const world = new HealingWorld(
      playbookFile(playbook({ steps: threeSteps, undo: 'reverse', attempts: '1' })),
    );
    world.beforeDeed = (deed) =>
      deed === 'scale analysis to 1' ? Promise.reject(new Error('No.')) : Promise.resolve();
    await world.heal();
    expect(world.deeds).toEqual(['shed', 'scale analysis to 2', 'restore']);
    expect(world.payloads('playbook.ended')).toMatchObject([
      { outcome: 'failed', reason: '`scale_workers` failed: No.' },
    ]);
  });

  it('goes on over a step that may fail, and leaves out one that is for something else', async () => {
    const steps =
      '[{ action: clear_cache, on_failure: continue }, { action: shed_load, when: { before: failed } }, { action: restore_load, when: { before: failed } }, { action: restart_kernel, with: { kernel: $kernel }, when: { attempt_at_least: 2 } }]';
    const world = new HealingWorld(playbookFile(playbook({ steps, attempts: '2' })));
    world.beforeDeed = (deed) =>
      deed === 'clear the caches' ? Promise.reject(new Error('The disk is gone.')) : Promise.resolve();
    await world.heal();
    expect(world.deeds).toEqual(['shed', 'shed', 'restart analysis']);
  });

  it('does not wait for a step that hangs longer than the step may take', async () => {
    const world = new HealingWorld(
      playbookFile(
        playbook({
          attempts: '1',
          steps: '[{ action: restart_kernel, with: { kernel: $kernel }, timeout: 3s }]',
        }),
      ),
    );
    let wasCalledOff = false;
    world.beforeDeed = (_deed, signal) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => {
          wasCalledOff = true;
          reject(new Error('called off'));
        });
      });
    await world.heal();
    expect(wasCalledOff).toBe(true);
    expect(world.payloads('playbook.ended')).toMatchObject([
      { outcome: 'failed', reason: '`restart_kernel` failed: It took longer than 3 s.', ms: 3_000 },
    ]);
  });

  it('does not go on longer than the whole may take', async () => {
    const world = new HealingWorld(
      playbookFile(
        playbook({ attempts: '1', timeout: '6s', completion: '{ symptom_gone_within: 5s, holds_for: 1s }' }),
      ),
    );
    world.beforeDeed = (_deed, signal) => world.clock.sleep(3_000, signal);
    await world.heal();
    expect(world.payloads('playbook.ended')).toMatchObject([
      { reason: 'It took longer than 6 s.', ms: 6_000 },
    ]);
  });

  it('does nothing that cannot be recorded', async () => {
    const world = new HealingWorld(playbookFile(playbook()));
    world.beforeRecord = (topic) =>
      Promise.resolve(topic === 'playbook.begun' ? refused('The disk is full.') : undefined);
    expect(await world.heal()).toMatchObject({ state: 'escalated', reason: 'The disk is full.' });
    expect(world.deeds).toEqual([]);
  });

  it('does no step that cannot be recorded', async () => {
    const world = new HealingWorld(playbookFile(playbook({ attempts: '1' })));
    world.beforeRecord = (topic) =>
      Promise.resolve(topic === 'playbook.step' ? refused('The disk is full.') : undefined);
    await world.heal();
    expect(world.deeds).toEqual([]);
  });

  it('is not needed where the symptom went by itself between two attempts', async () => {
    const world = new HealingWorld(playbookFile(playbook()));
    let isLate = false;
    world.symptom = () => !isLate;
    void world.clock.sleep(12_000, new AbortController().signal).then(() => (isLate = true));
    expect(await world.heal()).toEqual({ state: 'healed' });
    expect(world.deeds).toEqual(['restart analysis']);
  });
});

describe('the choice', () => {
  const pick = async (world: HealingWorld, facts = {}) => {
    world.symptom = () => false;
    await world.heal(world.raise({ facts }));
    return world.payloads('playbook.begun').map(({ playbook: id }) => id);
  };

  it('falls on the playbook that asks most of the incident', async () => {
    const special = playbook({ id: 'special', match: '{ kernel: { is: analysis } }' });
    expect(await pick(new HealingWorld(playbookFile(playbook(), special)))).toEqual(['special']);
    const other = playbook({ id: 'special', match: '{ kernel: { is: store } }' });
    expect(await pick(new HealingWorld(playbookFile(playbook(), other)))).toEqual(['mend']);
  });

  it('falls on what helped more often, where both ask for as much, and is remembered as a remedy', async () => {
    const world = new HealingWorld(playbookFile(playbook({ id: 'a' }), playbook({ id: 'b' })));
    world.helped = new Map([
      ['a', 0.2],
      ['b', 0.7],
    ]);
    expect(await pick(world, { signature: 's1:ab' })).toEqual(['b']);
    expect(world.deeds).toEqual(['try b', 'restart analysis', 'attempt 7 verified']);
  });

  it('falls on an alternative when the first is used up', async () => {
    const first = playbook({ id: 'a', attempts: '1' });
    const second = playbook({ id: 'b', attempts: '1', steps: '[{ action: clear_cache }]' });
    const world = new HealingWorld(playbookFile(first, second));
    world.symptom = () => !world.deeds.includes('clear the caches');
    expect(await world.heal()).toEqual({ state: 'healed', by: 'b' });
    expect(world.deeds).toEqual(['restart analysis', 'clear the caches']);
  });

  it.each([
    ['what waits', { waits_for: '[prediction]' }, {}, 'it waits for the score of likely failures'],
    [
      'what needs an action that is planned',
      { steps: '[{ action: repair_log }]' },
      {},
      '`repair_log` waits for',
    ],
    [
      'what is for something else',
      { match: '{ kernel: { none_of: [analysis] } }' },
      {},
      'its kernel is `analysis`',
    ],
    ['anything while Grace changes nothing', {}, { safe_mode: true }, 'Grace changes nothing just now'],
    [
      'what asks for another world',
      { preconditions: '{ recording: true }' },
      { recording: false },
      'the log takes no records',
    ],
    [
      'what reaches a workspace that is not trusted',
      { steps: '[{ action: verify_workspace, with: { gates: [types] } }]' },
      { trusted: false },
      'the workspace is not trusted',
    ],
    [
      'what changes a workspace while somebody types',
      { steps: '[{ action: run_tool, with: { tool: tidy } }]' },
      { typing: true },
      'somebody is typing',
    ],
    [
      'what changes a workspace in the middle of a merge',
      { steps: '[{ action: run_tool, with: { tool: tidy } }]' },
      { mid_merge: true },
      'git is in the middle of a merge',
    ],
  ])('never falls on %s, and says why', async (_what, lines, here, why) => {
    const world = new HealingWorld(playbookFile(playbook(lines)));
    world.automatic = 'high';
    world.world = { ...world.world, ...here };
    const healing = await world.heal();
    expect(healing).toMatchObject({ state: 'escalated', reason: expect.stringContaining(why) as string });
    expect(world.deeds).toEqual([]);
    expect(world.payloads('playbook.begun')).toEqual([]);
  });

  it('is none where no playbook answers to the trigger', async () => {
    const world = new HealingWorld(playbookFile(playbook({ trigger: 'model_outage' })));
    expect(await world.heal()).toEqual({
      state: 'escalated',
      reason: 'No playbook answers to what noticed it.',
    });
  });
});

describe('what changes a workspace', () => {
  const tidy = playbook({ steps: '[{ action: run_tool, with: { tool: tidy } }]', risk: 'medium' });

  it.each(['nothing', 'low'] as const)('is proposed where `%s` may apply itself', async (automatic) => {
    const world = new HealingWorld(playbookFile(tidy));
    world.automatic = automatic;
    expect(await world.heal()).toEqual({
      state: 'proposed',
      playbook: 'mend',
      would: ['`tidy --now` runs.'],
    });
    expect(world.deeds).toEqual([]);
  });

  it.each(['medium', 'high'] as const)('happens where `%s` may apply itself', async (automatic) => {
    const world = new HealingWorld(playbookFile(tidy));
    world.automatic = automatic;
    world.symptom = () => world.deeds.length === 0;
    expect((await world.heal()).state).toBe('healed');
    expect(world.deeds).toEqual(['run tidy --now']);
  });

  it('does not happen where a rule forbids the action', async () => {
    const world = new HealingWorld(playbookFile(tidy));
    world.automatic = 'high';
    world.forbidden.add('run_tool');
    await world.heal();
    expect(world.deeds).toEqual([]);
  });

  it('does not happen where a rule protects a file that it writes', async () => {
    const steps =
      '[{ action: apply_patch, with: { title: Mend, file: src/a.ts, find: bad, replace: good } }]';
    const world = new HealingWorld(playbookFile(playbook({ steps, attempts: '1' })));
    world.automatic = 'high';
    world.files.set('src/a.ts', 'bad');
    world.forbidden.add('src/a.ts');
    await world.heal();
    expect(world.files.get('src/a.ts')).toBe('bad');
    expect(world.payloads('playbook.ended')).toMatchObject([
      { reason: '`apply_patch` failed: src/a.ts is protected.' },
    ]);
  });

  it('is proposed where a workspace wrote the playbook, whatever it does', async () => {
    const steps = '[{ action: verify_workspace, with: { gates: [types] } }]';
    const world = new HealingWorld(playbookFile(playbook({ steps, risk: 'medium' })), 'workspace');
    expect((await world.heal()).state).toBe('proposed');
  });
});

it('a dry run says what would be done, and does nothing', async () => {
  const world = new HealingWorld(playbookFile(playbook({ steps: threeSteps })));
  const engine = await world.open();
  const incident = world.raise();
  expect(await world.finish(engine.plan(incident, new AbortController().signal))).toEqual([
    'One level more of what can wait is paused.',
    'analysis gets 1 instead of 2 workers.',
    'analysis is started anew.',
  ]);
  expect(world.deeds).toEqual([]);
  expect(world.log).toHaveLength(1);
});
