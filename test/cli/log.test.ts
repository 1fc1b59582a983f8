import { describe, expect, it } from 'vitest';
import type { OpenedWorkspace } from '../../server/src/cli/index.ts';
import type { Log } from '../../server/src/core/log/index.ts';
import { logRecordSchema, logShowSchema, logVerifySchema } from '../../server/src/protocol/index.ts';
import { folder, openOn } from '../core/log/log-world.ts';
import { seeded, UnreliableDisk } from '../support/unreliable-disk.ts';
import { runProgram } from './run-program.ts';

const signal = new AbortController().signal;
const commands = [{ gate: 'types', argv: ['npx', 'tsc', '--noEmit'], cwd: '' }];

describe('grace log show', () => {
  it('shows time, topic and one line of each record, oldest first', async () => {
    const { log } = await logWith(3);
    const { code, out, err } = await call(['log', 'show'], log);
    expect(code).toBe(0);
    expect(err).toBe('');
    expect(out.split('\n')).toHaveLength(4);
    expect(out).toMatch(
      /^1 {2}2027-01-1\d \d\d:\d\d:\d\d {2}tools\.denied {8}its payload was erased\n.* {2}tools\.approved {6}npx tsc --noEmit\n.*log\.erased {10}the payload of record 1: a reason\n$/su,
    );
  });

  it('says so where nothing is recorded', async () => {
    const { log } = await logWith(0);
    expect(await call(['log', 'show'], log)).toEqual({
      code: 0,
      out: '',
      err: 'Nothing is recorded here yet.\n',
    });
  });

  it('answers by its schema, the payload as it was recorded, or absent when it was erased', async () => {
    const { log } = await logWith(3);
    const { out } = await call(['log', 'show', '--json'], log);
    const { records, omitted } = logShowSchema.parse(JSON.parse(out));
    expect(omitted).toBe(0);
    expect(records.map(({ seq, topic }) => [seq, topic])).toEqual([
      [1, 'tools.denied'],
      [2, 'tools.approved'],
      [3, 'log.erased'],
    ]);
    expect(records[0]).not.toHaveProperty('payload');
    expect(records[1]?.payload).toEqual({ commands });
  });

  it.each([
    [['--topic', 'tools.approved'], [2]],
    [
      ['--topic', 'tools.approved', '--topic', 'log.erased'],
      [2, 3],
    ],
    [['--limit', '1'], [3]],
    [['--since', '2099-01-01'], []],
    [
      ['--since', '2001-01-01T00:00:00Z'],
      [1, 2, 3],
    ],
  ])('shows with %j only records %j', async (argv, seqs) => {
    const { log } = await logWith(3);
    const { out } = await call(['log', 'show', '--json', ...argv], log);
    expect(logShowSchema.parse(JSON.parse(out)).records.map(({ seq }) => seq)).toEqual(seqs);
  });

  it('leaves out what the bus notes of its deliveries, unless it is asked for', async () => {
    const { log } = await logWith(0);
    await log.append('tools.approved', { commands });
    await log.append('bus.resumed', { consumer: 'refactor_tasks', seq: 1, life: 1 });
    const topicsShown = async (argv: readonly string[]) => {
      const { out } = await call(['log', 'show', '--json', ...argv], log);
      return logShowSchema.parse(JSON.parse(out)).records.map(({ topic }) => topic);
    };
    expect(await topicsShown([])).toEqual(['tools.approved']);
    expect(await topicsShown(['--topic', 'bus.resumed'])).toEqual(['bus.resumed']);
  });

  it('says how many older ones it leaves out', async () => {
    const { log } = await logWith(3);
    expect((await call(['log', 'show', '--limit', '2'], log)).err).toBe(
      '1 older records are not shown: raise --limit to see them.\n',
    );
  });

  it('shows what is certain of a damaged log, says where it ends, and exits 1', async () => {
    const { log, disk } = await logWith(2);
    await harm(disk);
    const { code, out, err } = await call(['log', 'show'], log);
    expect(code).toBe(1);
    expect(out.split('\n')).toHaveLength(2);
    expect(err).toContain('damaged at record 2');
  });

  it('follows what is recorded, one JSON record a line, until it is interrupted', async () => {
    const { log, disk } = await logWith(3);
    const stop = new AbortController();
    const lines: string[] = [];
    const following = call(['log', 'show', '--follow', '--json'], openOn(disk).log, stop.signal, (text) => {
      lines.push(text);
      if (lines.length === 3) void log.append('tools.approved', { commands });
      if (lines.length === 4) stop.abort();
    });
    expect((await following).code).toBe(0);
    expect(lines.map((line) => logRecordSchema.parse(JSON.parse(line)).seq)).toEqual([1, 2, 3, 4]);
  });
});

describe('grace log verify', () => {
  it('says that the log is whole, and exits 0', async () => {
    const { log } = await logWith(3);
    const { code, out } = await call(['log', 'verify'], log);
    expect(code).toBe(0);
    expect(out).toMatch(
      /^The log is whole: records 1 to 3, 1 of them with an erased payload, checked in \d+ ms\.\n$/u,
    );
    expect((await call(['log', 'verify'], (await logWith(0)).log)).out).toBe('The log is empty.\n');
  });

  it('names the first damaged record and how much is certain, and exits 1', async () => {
    const { log, disk } = await logWith(2);
    await harm(disk);
    const { code, out } = await call(['log', 'verify', '--json'], log);
    expect(code).toBe(1);
    const answer = logVerifySchema.parse(JSON.parse(out));
    expect(answer).toMatchObject({
      state: 'damaged',
      damage: { seq: 2, file: `${folder}/000000000001.chain` },
    });
    expect(answer.damage?.message).toContain('Record 1 is certain');
  });

  it('refuses a log of a newer Grace, exit code 3', async () => {
    const { log, disk } = await logWith(1);
    const { encodePrelude } = await import('../../server/src/core/log/prelude.ts');
    await disk.writeAt(`${folder}/head.0`, 0, encodePrelude('GRHD', 9));
    const { code, err } = await call(['log', 'verify'], log);
    expect(code).toBe(3);
    expect(err).toContain('newer Grace (format 9): update Grace');
  });
});

/** A denial, an approval, and the erasure of the denial: as many of these as are asked for. */
async function logWith(records: 0 | 1 | 2 | 3): Promise<{ log: Log; disk: UnreliableDisk }> {
  const disk = new UnreliableDisk(seeded(1));
  await disk.makeFolder('/state');
  const { log } = openOn(disk);
  if (records > 0) await log.append('tools.denied', { commands });
  if (records > 1) await log.append('tools.approved', { commands });
  if (records === 3) await log.erase(1, 'a reason');
  return { log, disk };
}

/** Breaks the second record. */
async function harm(disk: UnreliableDisk): Promise<void> {
  await disk.writeAt(`${folder}/000000000001.chain`, 250, Buffer.from('?'));
}

async function call(
  argv: readonly string[],
  log: Log,
  stop: AbortSignal = signal,
  onPrint: (text: string) => void = () => undefined,
) {
  const workspace = { log, dispose: () => Promise.resolve() } as unknown as OpenedWorkspace;
  return runProgram(argv, { signal: stop, open: () => Promise.resolve(workspace) }, onPrint);
}
