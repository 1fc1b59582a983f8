import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  methods,
  type HealthAnswer,
  type KernelAnswer,
  type KernelParams,
  type WhyAnswer,
} from '../../server/src/protocol/index.ts';
import { fakeServices, type FakeServices } from '../support/fake-services.ts';
import { connect, type LanguageClient } from '../support/language-client.ts';

let folder: string;
let uri: string;
let fake: FakeServices;
let client: LanguageClient;

beforeEach(async () => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'grace-health-')));
  uri = pathToFileURL(folder).href;
  fake = fakeServices();
  client = await connect(fake, { folderUri: uri });
});

afterEach(async () => {
  await client.close();
  rmSync(folder, { recursive: true, force: true });
});

const health = () => client.connection.sendRequest<HealthAnswer>(methods.health, {});
const act = (params: object) => client.connection.sendRequest<KernelAnswer>(methods.kernel, params);

test('tells of every folder how it came up, and of a restart that it happened', async () => {
  let told = 0;
  client.connection.onNotification(methods.healthChanged, () => void (told += 1));
  await expect.poll(async () => (await health()).folders[0]?.report?.live).toBe(true);
  const params: KernelParams = { folder: uri, kernel: 'analysis', action: 'restart' };
  expect(await act(params)).toMatchObject({ kind: 'done', kernel: { name: 'analysis', restarts: 1 } });
  expect(fake.calls).toContain('restart analysis');
  await expect.poll(() => told).toBe(1);
  expect((await health()).folders).toMatchObject([
    { folder: uri, report: { kernels: [{ name: 'analysis', restarts: 1 }] } },
  ]);
});

test('says why a part is as it is, or that there is nothing to say', async () => {
  const why = (kernel: string, of = uri) =>
    client.connection.sendRequest<WhyAnswer>(methods.why, { folder: of, kernel });
  const told = await why('analysis');
  expect(told).toMatchObject({ kind: 'told' });
  expect(told.kind === 'told' && told.text).toMatch(
    /^7 {2}kernel\.failed {2}2026-11-2\d \S+\n {2}analysis crashed\n\nIt goes back to nothing else\.\n$/u,
  );
  expect(await why('store')).toEqual({ kind: 'refused', message: 'Nothing is known of kernel store.' });
  expect(await why('toaster')).toEqual({ kind: 'refused', message: "There is no kernel 'toaster'." });
  expect(await why('analysis', 'file:///elsewhere')).toMatchObject({ kind: 'refused' });
});

test('refuses what is no kernel, no deed or no folder, with a sentence', async () => {
  const asked = { folder: uri, kernel: 'analysis', action: 'restart' };
  expect(await act({ ...asked, kernel: 'toaster' })).toEqual({
    ...{ kind: 'refused', message: "There is no kernel 'toaster'." },
  });
  expect(await act({ ...asked, action: 'explode' })).toMatchObject({ kind: 'refused' });
  expect(await act({ ...asked, folder: 'file:///elsewhere' })).toMatchObject({ kind: 'refused' });
  expect(await act({ ...asked, kernel: 'chaos' })).toEqual({ kind: 'refused', message: 'chaos is planned.' });
});
