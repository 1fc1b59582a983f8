import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { logShowSchema, methods, type HealthAnswer } from '../../server/src/protocol/index.ts';
import { openEditorServer, type EditorServer } from '../support/editor-server.ts';
import { openGrace, type Grace } from '../support/grace.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

/** Loaded into a server before its own program: has its main loop stand still for 2 s when it is told to. */
const blockedBySignal = `
process.on('SIGUSR2', function standStill() {
  const untilMs = performance.now() + 2_000;
  while (performance.now() < untilMs);
});
`;
const patience = { timeout: 60_000, interval: 100 };
let grace: Grace;
let folder: string;
let server: EditorServer;

beforeEach(async () => {
  grace = openGrace();
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'grace-stall-')));
  writeFileSync(join(folder, 'a.js'), 'export const one = 1;\n');
  const blocked = join(folder, 'blocked-by-signal.cjs');
  writeFileSync(blocked, blockedBySignal);
  server = await openEditorServer({ folder, env: grace.env, flags: ['--require', blocked] });
});
afterEach(async () => {
  await server.close();
  grace.dispose();
  rmSync(folder, { recursive: true, force: true });
});

test.skipIf(process.platform === 'win32')(
  'a server whose main loop stood still for 2 s goes on, and a command shows what held it up',
  async () => {
    await vi.waitUntil(isLive, patience);
    expect(await stalls()).toEqual([]);
    server.process.kill('SIGUSR2');
    const [stall, ...others] = await vi.waitUntil(async () => {
      const found = await stalls();
      return found.length > 0 && found;
    }, patience);
    expect(others).toEqual([]);
    expect(stall).toMatchObject({ process: 'server', outcome: 'went_on' });
    expect(stall?.ms).toBeGreaterThanOrEqual(2_000);
    expect(stall?.stack.join('\n')).toMatch(/standStill \(.*blocked-by-signal\.cjs:/u);
    expect(await isLive()).toBe(true);
  },
);

async function isLive(): Promise<boolean> {
  const { folders } = await server.connection.sendRequest<HealthAnswer>(methods.health, {});
  return folders[0]?.report?.live === true;
}

interface Stalled {
  readonly process: string;
  readonly ms: number;
  readonly stack: readonly string[];
  readonly outcome: string;
}

/** Those of the function that was told to; a busy machine may hold a server up as well. */
async function stalls(): Promise<readonly Stalled[]> {
  const argv = ['log', 'show', '--topic', 'watchdog.stalled'];
  const { answer } = await grace.json(folder, argv, logShowSchema);
  return answer.records
    .map(({ payload }) => payload as Stalled)
    .filter(({ stack }) => stack.some((frame) => frame.startsWith('standStill ')));
}
