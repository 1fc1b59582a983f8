import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { sitesOf } from '../../../../../server/src/features/refactor/intents/improve_logging/sites.ts';
import { mayTouchSite } from '../../../../../server/src/features/refactor/intents/improve_logging/touched.ts';
import { improveLogging } from '../../../../../server/src/features/refactor/intents/improve_logging/index.ts';
import { parseFixture } from '../../../../support/fixture.ts';
import { fixtureWorld } from '../../../../support/fixture-world.ts';

const folder = join(import.meta.dirname, '../../../../fixtures/intents/improve_logging');

test('every place that is offered anything in any fixture is one that the quick look lets through', () => {
  let offered = 0;
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (!name.endsWith('.txt')) continue;
    const { files, target } = parseFixture(readFileSync(join(folder, name), 'utf8'));
    const file = fixtureWorld(files).file(target);
    for (const { span } of sitesOf(file)) {
      for (const at of [span.start, Math.floor((span.start + span.end) / 2), span.end]) {
        offered += 1;
        expect(
          improveLogging.offer({ file, span: { start: at, end: at } }),
          `${name} at ${at}`,
        ).toBeDefined();
      }
    }
  }
  expect(offered).toBeGreaterThan(200);
});

test('a caret elsewhere is turned away by what it touches alone', () => {
  const text = 'function f() {\n  first();\n  console.log(1);\n}\n';
  const file = fixtureWorld(new Map([['a.ts', text]])).file('a.ts');
  const at = (part: string) => ({ start: text.indexOf(part), end: text.indexOf(part) });
  expect(mayTouchSite(file.source, at('first'), /\bconsole\b/)).toBe(false);
  expect(mayTouchSite(file.source, at('log'), /\bconsole\b/)).toBe(true);
});
