import { describe, expect, it } from 'vitest';
import { refused, systemClock, type Refusal } from '../../../server/src/base/index.ts';
import {
  createBatch,
  createTasks,
  openRunMemory,
  type TaskDone,
  type Tasks,
} from '../../../server/src/features/refactor/index.ts';
import type { RefactorTask } from '../../../server/src/protocol/index.ts';
import { accepted, sentenceOf } from '../../support/sentence-of.ts';
import type { UnreliableDisk } from '../../support/unreliable-disk.ts';
import {
  emptyDisk,
  Locks,
  settle,
  startProcess,
  taskOf,
  type DurableProcess,
} from '../../core/bus/durable-world.ts';
import { entriesOf } from '../../core/log/log-world.ts';
import { batchWorld, type BatchWorld } from './batch-world.ts';

const signal = new AbortController().signal;

interface Started extends DurableProcess {
  readonly tasks: Tasks;
}

/** One process over the world: what it remembers it reads from the disk. */
function start(world: BatchWorld, disk: UnreliableDisk, locks = new Locks()): Started {
  const process = startProcess(disk, { locks });
  let ids = 0;
  const read = (path: string) => Promise.resolve(world.files.get(path));
  const batch = createBatch({
    refactor: world.service,
    memory: () =>
      openRunMemory({
        file: '/state/memory',
        disk,
        clock: systemClock,
        warn: (said) => world.warnings.push(said),
      }),
    ...{ build: '1', read, newId: () => `run-${systemClock.monotonic()}-${++ids}` },
    sourceFiles: () => Promise.resolve([...world.files.keys()].sort()),
  });
  const tasks = createTasks({
    ...{ bus: process.bus, batch, clock: process.clock, read },
    locate: (path) => Promise.resolve(path.startsWith('..') ? undefined : path === '.' ? '' : path),
    intents: () => Promise.resolve([{ id: 'finish' }]),
    approval: () => Promise.resolve({ approved: true, commands: [] }),
  });
  return { ...process, tasks };
}

function finish(id: string, more: Partial<RefactorTask> = {}): RefactorTask {
  return taskOf(id, { intent: 'finish', autoMerge: true, ...more });
}

/** Follows a task to its end; time goes on meanwhile. */
async function followed(process: Started, task: RefactorTask): Promise<TaskDone | Refusal> {
  let end: TaskDone | Refusal | undefined;
  const watch = { onEmitted: () => undefined, onProgress: () => undefined };
  const following = process.tasks.follow(task, watch, signal).then((answer) => (end = answer));
  while (end === undefined) await settle(process);
  return following;
}

describe('a task', () => {
  it('is carried to its end: what is proven is applied, and the rest is counted', async () => {
    const world = batchWorld({ 'a.ts': 'todo one\n1\ntodo bad\n1\ntodo refuse\n', 'b.ts': 'todo check\n' });
    const process = start(world, await emptyDisk());
    await process.tasks.serve();
    expect(await followed(process, finish('t'))).toMatchObject({
      task: 't',
      outcome: 'applied',
      places: { applied: 1, proven: 0, checked: 1, failed: 1, refused: 1 },
      restorePoints: ['point-1'],
    });
    expect(world.files.get('a.ts')).toContain('done one');
    const topics = (await entriesOf(process.log)).map(({ topic }) => topic);
    expect(topics.filter((topic) => topic.startsWith('task.'))).toEqual([
      'task.code_refactor',
      'task.progress',
      'task.progress',
      'task.progress',
      'task.done',
    ]);
  });

  it('changes nothing unless it may', async () => {
    const world = batchWorld({ 'a.ts': 'todo one\n' });
    const process = start(world, await emptyDisk());
    await process.tasks.serve();
    const done = await followed(process, finish('t', { autoMerge: false }));
    expect(done).toMatchObject({ outcome: 'proposed', places: { proven: 1 }, restorePoints: [] });
    expect(world.files.get('a.ts')).toBe('todo one\n');
    expect(world.service.list()).toHaveLength(1);
  });

  it('works where it is told to, and nowhere else', async () => {
    const world = batchWorld({ 'a.ts': 'todo one\n1\n1\n1\ntodo two\n', 'b.ts': 'todo three\n' });
    const process = start(world, await emptyDisk());
    await process.tasks.serve();
    await followed(process, finish('t', { targets: ['a.ts:5:1-5:9'] }));
    expect(world.files.get('a.ts')).toContain('todo one\n1\n1\n1\ndone two\n');
    expect(world.files.get('b.ts')).toBe('todo three\n');
  });

  it.each([
    ['../other', 'no place in this workspace'],
    ['gone.ts:1', 'not there any more'],
    ['a.ts:9', 'lies outside the file'],
  ])('says why it cannot work on %s', async (target, sentence) => {
    const process = start(batchWorld({ 'a.ts': 'todo one\n' }), await emptyDisk());
    await process.tasks.serve();
    const done = accepted(await followed(process, finish('t', { targets: [target] })));
    expect(done.outcome).toBe('refused');
    expect(done.summary).toContain(sentence);
  });

  it('names the intents there are when it asks for another', async () => {
    const process = start(batchWorld({}), await emptyDisk());
    await process.tasks.serve();
    const done = accepted(await followed(process, finish('t', { intent: 'tidy' })));
    expect(done).toMatchObject({
      outcome: 'refused',
      summary: 'There is no intent tidy: it is one of finish.',
    });
  });

  it('has nothing to do where nothing is left', async () => {
    const process = start(batchWorld({ 'a.ts': 'all done\n' }), await emptyDisk());
    await process.tasks.serve();
    expect(await followed(process, finish('t'))).toMatchObject({
      outcome: 'nothing',
      summary: 'There was nothing to do.',
    });
  });

  it('is one task under one id, also for whoever asks a second time and in another process', async () => {
    const world = batchWorld({ 'a.ts': 'todo one\n' });
    const disk = await emptyDisk();
    const first = start(world, disk);
    await first.tasks.serve();
    const done = await followed(first, finish('t'));
    await first.bus.close();
    world.files.set('b.ts', 'todo later\n');
    const second = start(world, disk);
    await second.tasks.serve();
    expect(await followed(second, finish('t'))).toEqual(done);
    expect(world.files.get('b.ts')).toBe('todo later\n');
  });

  it('is not applied without the gates that it wants', async () => {
    const world = batchWorld({ 'a.ts': 'todo one\n', 'b.ts': 'todo nolint\n' });
    const process = start(world, await emptyDisk());
    await process.tasks.serve();
    const done = accepted(await followed(process, finish('t', { acceptance: { lint: true } })));
    expect(done).toMatchObject({ outcome: 'applied', places: { applied: 1, proven: 1 } });
    expect(done.summary).toContain('The task wants lint to run and pass');
    expect(world.files.get('b.ts')).toBe('todo nolint\n');
  });
});

describe('a process that dies', () => {
  it('before it began leaves the task to the next one', async () => {
    const world = batchWorld({ 'a.ts': 'todo one\n' });
    const disk = await emptyDisk();
    const asking = start(world, disk);
    accepted(await asking.tasks.emit(finish('t'), signal));
    const next = start(world, disk);
    const serving = accepted(await next.tasks.serve());
    await settle(next);
    await serving.idle();
    expect(world.files.get('a.ts')).toContain('done one');
  });

  it('after the apply and before its word leaves nothing that is done twice', async () => {
    const world = batchWorld({ 'a.ts': 'todo one\n' });
    const disk = await emptyDisk();
    const dying = start(world, disk);
    const publish = dying.bus.publish.bind(dying.bus);
    dying.bus.publish = (topic, ...rest) =>
      topic === 'task.done' ? new Promise(() => undefined) : publish(topic, ...rest);
    await dying.tasks.serve();
    accepted(await dying.tasks.emit(finish('t'), signal));
    await settle(dying);
    expect(world.files.get('a.ts')).toContain('done one');
    const next = start(world, disk);
    await next.tasks.serve();
    expect(await followed(next, finish('t'))).toMatchObject({ outcome: 'nothing' });
    expect(world.edits).toHaveLength(1);
    const ends = (await entriesOf(next.log)).filter(({ topic }) => topic === 'task.done');
    expect(ends).toHaveLength(1);
  });
});

describe('a task that nobody can carry out', () => {
  it('is given up with its reason, and whoever follows it is told', async () => {
    const process = start(batchWorld({}), await emptyDisk());
    const publish = process.bus.publish.bind(process.bus);
    process.bus.publish = (topic, ...rest) =>
      topic === 'task.done' ? Promise.resolve(refused('The disk is full.')) : publish(topic, ...rest);
    await process.tasks.serve();
    expect(sentenceOf(await followed(process, finish('t')))).toBe(
      'It was given up after 3 attempts: The disk is full.',
    );
  });
});
