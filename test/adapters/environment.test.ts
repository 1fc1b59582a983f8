import { mkdtemp, readFile, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createProcesses, secretsIn } from '../../server/src/adapters/index.ts';
import { createRedactor } from '../../server/src/core/secrets/index.ts';
import { leaksOf } from '../support/canary.ts';

const canary = 'Q7-canary/+value-X9';
const signal = new AbortController().signal;
let folder: string;

beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'grace-environment-')));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true, force: true });
});

/** Processes that know the canary, in an environment that holds it under several names. */
function processes() {
  vi.stubEnv('SHOP_ACCESS', canary);
  vi.stubEnv('SHOP_URL', `https://ada:${encodeURIComponent(canary)}@shop.example`);
  vi.stubEnv('SHOP_HEADER', `Basic ${Buffer.from(`ada:${canary}`).toString('base64')}`);
  vi.stubEnv('SHOP_API_KEY', 'another-one');
  vi.stubEnv('SHOP_PLACE', 'here');
  const redactor = createRedactor();
  redactor.learn('SHOP_ACCESS', canary);
  return createProcesses((name, value) => redactor.hides(name, value));
}

test('a tool gets no variable that is a secret or holds one, and all the others', async () => {
  const ran = await processes().run(
    { argv: [process.execPath, '-p', 'JSON.stringify(process.env)'], cwd: folder, deadlineMs: 20_000 },
    signal,
  );
  const said = ran.ok ? ran.value.stdout : '';
  expect(leaksOf(canary, said)).toEqual([]);
  const variables = JSON.parse(said) as Record<string, string>;
  expect(variables).toMatchObject({ SHOP_PLACE: 'here' });
  expect(Object.keys(variables).filter((name) => name.startsWith('SHOP_'))).toEqual(['SHOP_PLACE']);
});

test('a tool gets the way to packages that npm was told, and nothing else that npm says of itself', async () => {
  vi.stubEnv('npm_config_cafile', '/etc/own.pem');
  vi.stubEnv('npm_config_https_proxy', 'http://proxy.example');
  vi.stubEnv('npm_config_prefix', '/usr');
  vi.stubEnv('npm_config_user_agent', 'npm');
  vi.stubEnv('npm_lifecycle_event', 'test');
  const ran = await processes().run(
    { argv: [process.execPath, '-p', 'JSON.stringify(process.env)'], cwd: folder, deadlineMs: 20_000 },
    signal,
  );
  const variables = JSON.parse(ran.ok ? ran.value.stdout : '') as Record<string, string>;
  expect(variables).toMatchObject({
    npm_config_cafile: '/etc/own.pem',
    npm_config_https_proxy: 'http://proxy.example',
  });
  expect(Object.keys(variables)).not.toContain('npm_config_prefix');
  expect(Object.keys(variables)).not.toContain('npm_config_user_agent');
  expect(Object.keys(variables)).not.toContain('npm_lifecycle_event');
});

test('a tool gets a secret where it is given one on purpose', async () => {
  const run = {
    ...{ argv: [process.execPath, '-p', 'process.env.SHOP_ACCESS'] as const, cwd: folder },
    ...{ env: { SHOP_ACCESS: canary }, deadlineMs: 20_000 },
  };
  expect(await processes().run(run, signal)).toMatchObject({ ok: true, value: { stdout: `${canary}\n` } });
});

test.skipIf(process.platform !== 'linux')(
  'nor does a process of our own, nor the one that ends them',
  async () => {
    const script = join(folder, 'child.cjs');
    const { writeFile } = await import('node:fs/promises');
    await writeFile(script, 'process.send(process.env); setInterval(() => {}, 1000);');
    const child = processes().fork({ module: script, args: [], execArgv: [] });
    try {
      const variables = await new Promise((resolve) => child.onMessage(resolve));
      expect(leaksOf(canary, JSON.stringify(variables))).toEqual([]);
      const { readdir } = await import('node:fs/promises');
      const own = (await readdir('/proc')).filter((name) => /^\d+$/u.test(name));
      const environments = await Promise.all(
        own.map(async (pid) => {
          const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
          const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
          return parent === process.pid ? readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '') : '';
        }),
      );
      const ofChildren = environments.filter((text) => text !== '');
      // The child itself, and the one that ends it when we are killed.
      expect(ofChildren.length).toBeGreaterThanOrEqual(2);
      expect(ofChildren.flatMap((text) => leaksOf(canary, text))).toEqual([]);
    } finally {
      child.dispose();
    }
  },
);

test('what an environment calls secret is known as such, unless it is too short to be one', () => {
  expect(
    secretsIn({
      ...{ GITHUB_TOKEN: 'ghp_0123456789', npm_config__authToken: 'abcdef012345', MONKEY: 'of-some-length' },
      ...{
        DEPLOY_KEY: 'yes',
        PATH: '/usr/bin:/usr/local/bin',
        DB_PASSWORD: 'a-long-password',
        EMPTY_SECRET: undefined,
      },
    }),
  ).toEqual([
    ['GITHUB_TOKEN', 'ghp_0123456789'],
    ['npm_config__authToken', 'abcdef012345'],
    ['DB_PASSWORD', 'a-long-password'],
  ]);
});
