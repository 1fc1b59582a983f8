import { describe, expect, test } from 'vitest';
import { createLifetime } from '../../../server/src/core/kernel/index.ts';
import { secretsKernel } from '../../../server/src/core/secrets/index.ts';
import { accepted, sentenceOf } from '../../support/sentence-of.ts';
import { VirtualClock } from '../../support/virtual-clock.ts';
import { SecretsWorld, signal } from './secrets-world.ts';

describe('an attestation', () => {
  test('tells what appeared, is the same, was rotated and is missing, also in another process', async () => {
    const world = new SecretsWorld();
    const states: unknown[] = [];
    for (const value of ['first-value', 'first-value', 'other-value', undefined, undefined, 'other-value']) {
      world.values = { SHOP_ACCESS: value };
      const [status] = (await world.attested()).statuses();
      states.push([status?.state, status?.change]);
    }
    expect(states).toEqual([
      ['present', 'appeared'],
      ['present', undefined],
      ['present', 'rotated'],
      ['missing', 'missing'],
      ['missing', undefined],
      ['present', 'appeared'],
    ]);
    expect(world.records.map(({ change }) => change)).toEqual(['appeared', 'rotated', 'missing', 'appeared']);
    expect(world.warnings).toEqual([]);
  });

  test('gives each value a fingerprint that only the key can make, and nothing of the value', async () => {
    const world = new SecretsWorld();
    world.required = ['SHOP_ACCESS', 'SHOP_OTHER'];
    world.values = { SHOP_ACCESS: 'same-value', SHOP_OTHER: 'same-value' };
    const [one, other] = (await world.attested()).statuses();
    expect(one?.fingerprint).toMatch(/^[0-9a-f]{12}$/u);
    expect(other?.fingerprint).not.toBe(one?.fingerprint);
    const elsewhere = new SecretsWorld();
    elsewhere.values = world.values;
    await elsewhere.open();
    await elsewhere.disk.makeFolder('/state/secrets');
    await elsewhere.disk.write('/state/secrets/key', Buffer.alloc(32, 99));
    expect((await elsewhere.attested()).statuses()[0]?.fingerprint).not.toBe(one?.fingerprint);
  });

  test('keeps its key for the owner alone, and makes it so where it is not', async () => {
    const world = new SecretsWorld();
    world.values = { SHOP_ACCESS: 'first-value' };
    await world.attested();
    const modeOf = async () => ((await world.disk.stat('/state/secrets/key'))?.mode ?? 0) & 0o777;
    expect(await modeOf()).toBe(0o600);
    expect(((await world.disk.stat('/state/secrets'))?.mode ?? 0) & 0o777).toBe(0o700);
    await world.disk.setMode('/state/secrets/key', 0o644);
    await world.attested();
    expect(await modeOf()).toBe(0o600);
  });

  test('takes no value for a new one because the key is new', async () => {
    const world = new SecretsWorld();
    world.values = { SHOP_ACCESS: 'first-value' };
    await world.attested();
    await world.disk.remove('/state/secrets/key');
    expect((await world.attested()).statuses()[0]?.change).toBe('appeared');
    expect((await world.attested()).statuses()[0]?.change).toBeUndefined();
  });

  test.each([['{'], ['{"format":2}'], ['']])('goes on where what was known is damaged: %j', async (text) => {
    const world = new SecretsWorld();
    world.values = { SHOP_ACCESS: 'first-value' };
    await world.attested();
    await world.disk.write('/state/secrets/attested.json', Buffer.from(text));
    expect((await world.attested()).statuses()[0]).toMatchObject({ state: 'present', change: 'appeared' });
  });

  test('asks for nothing that is not needed, and leaves no trace where nothing is', async () => {
    const world = new SecretsWorld();
    world.required = [];
    world.values = { SHOP_ACCESS: 'first-value' };
    const secrets = await world.attested();
    expect(secrets.trouble()).toBeUndefined();
    expect(world.asked).toEqual([]);
    expect(await world.disk.list('/state')).toEqual([]);
    expect(sentenceOf(await secrets.use('SHOP_ACCESS', signal))).toContain(
      'no secret that this workspace needs',
    );
    expect(world.asked).toEqual([]);
  });

  test('names what is missing and how to give it', async () => {
    const world = new SecretsWorld();
    world.required = ['SHOP_ACCESS', 'SHOP_OTHER', 'SHOP_THIRD'];
    world.values = { SHOP_ACCESS: 'short', SHOP_THIRD: 'long-enough' };
    const secrets = await world.attested();
    expect(secrets.trouble()).toBe(
      'The secret SHOP_ACCESS is too short. It needs 8 characters or more, to be told from ordinary words. Give SHOP_ACCESS. So it is with SHOP_OTHER.',
    );
    expect(sentenceOf(await secrets.use('SHOP_OTHER', signal))).toBe(
      'SHOP_OTHER is missing. Give SHOP_OTHER.',
    );
    expect(sentenceOf(await secrets.use('SHOP_ACCESS', signal))).toContain('is too short');
    expect(accepted(await secrets.use('SHOP_THIRD', signal)).reveal()).toBe('long-enough');
  });

  test('knows a value from the moment it is asked for', async () => {
    const world = new SecretsWorld();
    world.values = { SHOP_ACCESS: 'first-value' };
    await world.attested();
    world.values = { SHOP_ACCESS: 'other-value' };
    const secrets = await world.open();
    await secrets.use('SHOP_ACCESS', signal);
    expect(world.redactor.redact('first-value other-value')).toBe(
      '[secret SHOP_ACCESS] [secret SHOP_ACCESS]',
    );
  });

  test('holds a provider that fails for one without secrets, and says so', async () => {
    const world = new SecretsWorld();
    world.read = () => Promise.reject(new Error('The store is locked'));
    expect((await world.attested()).statuses()[0]?.state).toBe('missing');
    expect(world.warnings).toEqual(['The secret SHOP_ACCESS could not be asked for: The store is locked.']);
  });

  test('does not wait for a provider that never answers', async () => {
    const world = new SecretsWorld();
    const clock = new VirtualClock();
    world.read = () => new Promise(() => undefined);
    const secrets = await world.open(clock);
    const attesting = secrets.attest(signal);
    await clock.advance(5_000);
    await attesting;
    expect(secrets.statuses()[0]?.state).toBe('missing');
    expect(clock.sleeping).toBe(0);
  });

  test('is called off at the end, and records nothing of it', async () => {
    const world = new SecretsWorld();
    const clock = new VirtualClock();
    world.read = () => new Promise(() => undefined);
    const secrets = await world.open(clock);
    const attesting = secrets.attest(signal);
    await secrets.dispose();
    await attesting;
    expect(world.records).toEqual([]);
    expect(clock.sleeping).toBe(0);
  });

  test('judges without a fingerprint where the disk fails, says so once, and claims no change', async () => {
    const world = new SecretsWorld();
    world.values = { SHOP_ACCESS: 'first-value' };
    const secrets = await world.open();
    world.disk.fault = (operation) => (operation === 'write' ? 'ENOSPC' : undefined);
    await secrets.attest(signal);
    await secrets.attest(signal);
    expect(secrets.statuses()).toMatchObject([{ name: 'SHOP_ACCESS', state: 'present' }]);
    expect(secrets.statuses()[0]).not.toHaveProperty('fingerprint');
    expect(world.records).toEqual([]);
    expect(world.warnings).toEqual([expect.stringContaining('the disk is full')]);
  });

  test('tells those who listen only when something is new', async () => {
    const world = new SecretsWorld();
    world.values = { SHOP_ACCESS: 'first-value' };
    const secrets = await world.open();
    let changes = 0;
    secrets.onDidChange(() => (changes += 1));
    await secrets.attest(signal);
    await secrets.attest(signal);
    expect(changes).toBe(1);
    expect(secrets.statuses()[0]?.change).toBe('appeared');
    world.values = {};
    await secrets.attest(signal);
    expect(changes).toBe(2);
  });
});

test('the kernel runs without a secret that is missing, names it, and tests itself without leaving anything', async () => {
  const world = new SecretsWorld();
  await world.open();
  const clock = new VirtualClock();
  const lifetime = createLifetime({ clock, onFailure: () => undefined });
  const running = await secretsKernel.start(world.options(clock), lifetime);
  expect(await running.isReady(signal)).toBe('ready');
  expect(running.lacks?.()).toBe('The secret SHOP_ACCESS is missing. Give SHOP_ACCESS.');
  expect(await running.beat(signal)).toEqual({ moved: 1, owed: 0 });
  world.values = { SHOP_ACCESS: 'first-value' };
  await running.service.attest(signal);
  expect(running.lacks?.()).toBeUndefined();
  expect(await running.beat(signal)).toEqual({ moved: 2, owed: 0 });
  expect(await running.stop()).toEqual({ leftBehind: [] });
  expect(clock.sleeping).toBe(0);
});
