import { describe, expect, it } from 'vitest';
import { isRefusal } from '../../../server/src/base/index.ts';
import { actions } from '../../../server/src/features/healing/index.ts';
import { actionIds, type ActionId } from '../../../server/src/protocol/index.ts';
import { HealingWorld, playbook, playbookFile } from './healing-world.ts';

const signal = new AbortController().signal;

/** Looks, does, and takes back; what each of them said. */
async function use(
  id: ActionId,
  input: unknown,
  world = new HealingWorld(playbookFile(playbook())),
  between: () => void = () => undefined,
) {
  const means = world.means();
  const looked = await actions[id].look(input, means, signal);
  if (isRefusal(looked)) return { refused: looked.message, deeds: world.deeds };
  expect(world.deeds).toEqual([]);
  between();
  const deed = { input, before: structuredClone(looked.before), key: 'k1', incident: 'i1' };
  const output = await actions[id].run(deed, means, signal);
  const done = [...world.deeds];
  if (isRefusal(output)) return { would: looked.would, refused: output.message, deeds: done };
  const left = await actions[id].undo(deed, means, signal);
  return {
    ...{ would: looked.would, output, deeds: done, undo: world.deeds.slice(done.length) },
    ...(left ? { left: left.message } : {}),
  };
}

it('there are eighteen, and those without means say what they wait for', () => {
  expect(Object.keys(actions).sort()).toEqual([...actionIds].sort());
  expect(actionIds).toHaveLength(18);
  const planned = actionIds.filter((id) => actions[id].waitsFor !== undefined);
  expect(planned).toEqual(['restore_artifact', 'repair_log', 'reinstall_dependencies', 'restart_service']);
});

describe('an action does what it says, and is taken back', () => {
  it.each<[ActionId, unknown, readonly string[], readonly string[]]>([
    ['restart_kernel', { kernel: 'store' }, ['restart store'], []],
    ['stop_kernel', { kernel: 'chaos' }, ['stop chaos'], ['start chaos']],
    ['scale_workers', { kernel: 'analysis', size: 1 }, ['scale analysis to 1'], ['scale analysis to 2']],
    ['shed_load', {}, ['shed'], ['restore']],
    ['restore_load', {}, ['restore'], []],
    ['rollback_state', { state: 'last-good', reason: 'It broke.' }, ['roll back to e1'], []],
    ['rebuild_store', {}, ['stop store', 'remove the database', 'start store'], []],
    ['clear_cache', {}, ['clear the caches'], []],
    ['run_tool', { tool: 'tidy' }, ['run tidy --now'], []],
    ['probe_endpoint', { service: 'web', json_has: ['ok'] }, [], []],
    ['verify_workspace', { gates: ['types'] }, [], []],
    ['enqueue_task', { intent: 'improve_logging', targets: ['src'] }, ['task improve_logging as k1'], []],
    ['escalate', { say: 'Look at it.' }, ['say Look at it.'], []],
  ])('%s', async (id, input, deeds, undo) => {
    const used = await use(id, input);
    expect(used).toMatchObject({ deeds, undo });
    expect(used).not.toHaveProperty('left');
  });

  it('apply_patch', async () => {
    const world = new HealingWorld(playbookFile(playbook()));
    world.files.set('src/a.ts', 'one bad two');
    const used = await use('apply_patch', patch, world);
    expect(used).toMatchObject({ deeds: ['apply Mend'], undo: ['undo rp1'] });
    expect(world.files.get('src/a.ts')).toBe('one good two');
  });
});

const patch = { title: 'Mend', file: 'src/a.ts', find: 'bad', replace: 'good' };

describe('an action refuses, and does nothing', () => {
  it.each<[ActionId, unknown, string]>([
    ['restart_kernel', { kernel: 'nothing' }, '`restart_kernel` was given what it does not take'],
    ['scale_workers', { kernel: 'store', size: 1 }, 'store has no workers to scale now.'],
    ['rollback_state', { state: 'e9', reason: 'It broke.' }, 'There is no state e9.'],
    ['run_tool', { tool: 'rm' }, 'There is no tool `rm`'],
    ['probe_endpoint', { service: 'db' }, '`db` says nowhere how it is asked'],
    ['probe_endpoint', { service: 'web', json_has: ['ready'] }, 'The answer of `web` has no `ready`.'],
    ['verify_workspace', { gates: ['types', 'lint'] }, '`lint` fails.'],
    ['verify_workspace', { gates: ['tests'] }, '`tests` did not run.'],
    ['apply_patch', patch, 'src/a.ts does not exist'],
  ])('%s of %o', async (id, input, why) => {
    const used = await use(id, input);
    expect(used.refused).toContain(why);
    expect(used.deeds).toEqual([]);
  });

  it('to run a command that nobody approved', async () => {
    const world = new HealingWorld(playbookFile(playbook()));
    world.forbidden.add('tidy --now');
    expect(await use('run_tool', { tool: 'tidy' }, world)).toEqual({
      refused: 'Nobody approved it.',
      deeds: [],
    });
  });

  it('to run a command whose approval was taken back since it looked', async () => {
    const world = new HealingWorld(playbookFile(playbook()));
    const used = await use('run_tool', { tool: 'tidy' }, world, () => world.forbidden.add('tidy --now'));
    expect(used).toMatchObject({ refused: 'Nobody approved it.', deeds: [] });
  });

  it('to call a command done that did not end well', async () => {
    const world = new HealingWorld(playbookFile(playbook()));
    world.forbidden.add('exit 0');
    expect((await use('run_tool', { tool: 'tidy' }, world)).refused).toBe('`tidy` ended with 1. It is tidy.');
  });

  it('to patch what is there twice, or was changed since it looked', async () => {
    const world = new HealingWorld(playbookFile(playbook()));
    world.files.set('src/a.ts', 'bad bad');
    expect((await use('apply_patch', patch, world)).refused).toContain('more than once');
    world.files.set('src/a.ts', 'bad');
    const used = await use(
      'apply_patch',
      patch,
      world,
      () => void world.files.set('src/a.ts', 'bad, edited'),
    );
    expect(used).toMatchObject({
      refused: 'src/a.ts was changed meanwhile: nothing was written.',
      deeds: [],
    });
  });

  it('to call a part restarted that does not come back', async () => {
    const world = new HealingWorld(playbookFile(playbook()));
    world.stopped.add('store');
    expect((await use('restart_kernel', { kernel: 'store' }, world)).refused).toContain(
      'store did not come back',
    );
  });

  it('to leave the store down where its file cannot be removed', async () => {
    const world = new HealingWorld(playbookFile(playbook()));
    world.beforeDeed = (deed) =>
      deed === 'remove the database' ? Promise.reject(new Error('The disk is gone.')) : Promise.resolve();
    await expect(use('rebuild_store', {}, world)).rejects.toThrow('The disk is gone.');
    expect(world.deeds).toEqual(['stop store', 'start store']);
  });

  it('to start a part as its undo that did not run before', async () => {
    const world = new HealingWorld(playbookFile(playbook()));
    world.stopped.add('chaos');
    expect(await use('stop_kernel', { kernel: 'chaos' }, world)).toMatchObject({
      deeds: ['stop chaos'],
      undo: [],
    });
  });
});
