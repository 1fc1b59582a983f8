import { expect, test } from 'vitest';
import { sha256 } from '../../../server/src/base/index.ts';
import { schema, tables } from '../../../server/src/core/store/index.ts';
import { durableTopics } from '../../../server/src/protocol/index.ts';

test('every durable topic can be asked for, but what the log and the bus note of themselves and what the knowledge of failures is made of', () => {
  const names = tables.map(({ name }) => name);
  const left = Object.keys(durableTopics).filter((topic) => !names.includes(topic.replace('.', '_')));
  expect(left).toEqual([
    'bus.acknowledged',
    'bus.resumed',
    'error.seen',
    'error.named',
    'error.merged',
    'error.split',
    'error.forgotten',
    'error.imported',
    'remedy.tried',
    'remedy.ended',
    'remedy.released',
    'log.erased',
    'log.retired',
  ]);
});

test('a table that changes comes with a new version, and with what is to be done about databases of before', () => {
  const layout = sha256(JSON.stringify([schema.create, tables])).slice(0, 12);
  // Where this fails: raise `storeVersion`, add a migration for it, and put the new layout beside its version.
  expect({ version: schema.version, layout }).toEqual({ version: 4, layout: 'd4d533066529' });
  for (const [index, { version }] of schema.migrations.entries()) expect(version).toBe(index + 2);
});
