import fc from 'fast-check';
import picomatch from 'picomatch';
import { describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { forbids } from '../../../server/src/core/settings/pattern.ts';
import type { Rules } from '../../../server/src/core/settings/index.ts';
import {
  workspaceActionIds,
  intentIds,
  ruleScales,
  workspaceConfigSchema,
} from '../../../server/src/protocol/index.ts';
import { diskWith, openOn, places, type Texts } from './settings-world.ts';

const name = fc.constantFrom('a', 'b', 'src', 'Src', 'x.ts', 'a.b', 'ab');
const path = fc.array(name, { minLength: 1, maxLength: 5 }).map((names) => names.join('/'));
const patternPart = fc.constantFrom('a', 'b', 'src', '*', '**', '?', 'a*', '*.ts', '*b*', 'x.ts');
const pattern = fc.array(patternPart, { minLength: 1, maxLength: 5 }).map((parts) => parts.join('/'));

const optional = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
const sections = fc.record(
  {
    access: fc.record(
      {
        edits: fc.constantFrom(...ruleScales.edits),
        tools: fc.constantFrom(...ruleScales.tools),
        automatic: fc.constantFrom(...ruleScales.automatic),
        protect: fc.array(pattern, { maxLength: 3 }),
        never: fc.record(
          {
            intents: fc.subarray([...intentIds]),
            actions: fc.subarray([...workspaceActionIds]),
          },
          { requiredKeys: [] },
        ),
      },
      { requiredKeys: [] },
    ),
    refactor: fc.record({ proof: fc.constantFrom(...ruleScales.proof) }, { requiredKeys: [] }),
  },
  { requiredKeys: [] },
);
const soundText = sections.map((said) => stringify(said));
/** Words of the format in any order, and words that are none: mostly wrong, sometimes right. */
const anyText = fc.oneof(
  fc.string(),
  fc
    .array(
      fc.constantFrom(
        ...[
          'access:',
          'refactor:',
          ' ',
          '  ',
          '\n',
          'edits: ',
          'propose',
          'automatic: ',
          'high',
          'tools: ask',
        ],
        ...[
          'proof: ',
          'off',
          '&a',
          '*a',
          '[',
          ']',
          '{',
          '}',
          ',',
          '- ',
          '"',
          "'",
          '|',
          '!!',
          '#',
          '\t',
          ': ',
          '?',
        ],
      ),
      { maxLength: 24 },
    )
    .map((words) => words.join('')),
);
const texts = fc.record({ machine: optional(soundText), user: optional(soundText) });

/** Everything that may be asked, from the least to the most that it would allow. */
function allowedBy(rules: Rules, paths: readonly string[]): readonly (readonly [string, number])[] {
  const strictest = (scale: keyof typeof ruleScales, level: string) =>
    (ruleScales[scale] as readonly string[]).indexOf(level);
  return [
    ...paths.map((asked) => [`write ${asked}`, rules.whyNotWritten(asked) ? 0 : 1] as const),
    ...intentIds.map((id) => [`intent ${id}`, rules.whyNotIntent(id) ? 0 : 1] as const),
    ...workspaceActionIds.map((id) => [`action ${id}`, rules.whyNotAction(id) ? 0 : 1] as const),
    ['tools', rules.whyNoTools() ? 0 : 1],
    ['automatic', strictest('automatic', rules.automatic())],
    ...ruleScales.proof.map((asked) => [`proof ${asked}`, strictest('proof', rules.proof(asked))] as const),
  ];
}

async function rulesFor({ machine, user, workspace }: { [Key in keyof Texts]: Texts[Key] | undefined }) {
  const said = {
    ...(machine === undefined ? {} : { machine }),
    ...(user === undefined ? {} : { user }),
    ...(workspace === undefined ? {} : { workspace }),
  };
  return (await openOn(await diskWith(said))).settings.rules;
}

function expectNoMore(narrow: Rules, wide: Rules, paths: readonly string[]): void {
  const bounds = new Map(allowedBy(wide, paths));
  const wider = allowedBy(narrow, paths).filter(([what, level]) => level > (bounds.get(what) ?? 0));
  expect(wider).toEqual([]);
}

describe('access', () => {
  test('is never widened by what a workspace says, whatever it says', async () => {
    await fc.assert(
      fc.asyncProperty(
        texts,
        fc.oneof(soundText, anyText),
        fc.array(path, { maxLength: 6 }),
        async (own, workspace, paths) => {
          expectNoMore(await rulesFor({ ...own, workspace }), await rulesFor(own), paths);
        },
      ),
      { numRuns: 150 },
    );
  });

  test('is never widened by a file that breaks, whatever it said before, also where nobody remembers it', async () => {
    const arbitraries = [soundText, anyText, fc.array(path, { maxLength: 6 }), fc.boolean()] as const;
    await fc.assert(
      fc.asyncProperty(...arbitraries, async (before, after, paths, isForgotten) => {
        const disk = await diskWith({ workspace: before });
        const { settings: first } = await openOn(disk);
        const bounds = new Map(allowedBy(first.rules, paths));
        await disk.write(places.workspace, Buffer.from(after));
        if (isForgotten) await disk.remove('/state/config/workspace.last-good.json');
        const { settings } = await openOn(disk);
        if (settings.files()[2]?.state === 'good') return;
        const wider = allowedBy(settings.rules, paths).filter(
          ([what, level]) => level > (bounds.get(what) ?? 0),
        );
        expect(wider).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  test('is never widened by what a machine says', async () => {
    await fc.assert(
      fc.asyncProperty(
        soundText,
        optional(soundText),
        fc.array(path, { maxLength: 6 }),
        async (machine, user, paths) => {
          expectNoMore(await rulesFor({ machine, user }), await rulesFor({ user }), paths);
        },
      ),
      { numRuns: 60 },
    );
  });

  test('can be narrowed to nothing, and a text that says what it may is taken as it is', async () => {
    await fc.assert(
      fc.asyncProperty(sections, path, async (said, asked) => {
        expect(workspaceConfigSchema.parse(said)).toEqual(said);
        const rules = await rulesFor({ workspace: stringify(said) });
        const isProtected = (said.access?.protect ?? []).some((each) => forbids(each, asked));
        const isReadOnly = said.access?.edits === 'never';
        expect(rules.whyNotWritten(asked) !== undefined).toBe(isProtected || isReadOnly);
        expect(rules.whyNoTools() !== undefined).toBe(said.access?.tools === 'never');
      }),
      { numRuns: 60 },
    );
  });
});

describe('a pattern', () => {
  test('forbids what the patterns of other tools match, and everything below it', () => {
    fc.assert(
      fc.property(pattern, path, (wanted, asked) => {
        const options = { dot: true, nocase: true, nobrace: true, noextglob: true, nobracket: true };
        // Where a pattern ends in `/**`, a folder and what is in it are one here.
        const matches = picomatch(wanted.replace(/(?<=.)(?:\/\*\*)+$/u, ''), options);
        const names = asked.split('/');
        const around = names.map((_, index) => names.slice(0, index + 1).join('/'));
        expect(forbids(wanted, asked)).toBe(around.some((each) => matches(each)));
      }),
      { numRuns: 3_000 },
    );
  });

  test.each([
    ['src/generated', 'src/generated/a/b.ts', true],
    ['src/generated/', 'src/generated/a.ts', true],
    ['src/generated', 'src/generated.ts', false],
    ['app/(shop)/[id]', 'app/(shop)/[id]/page.tsx', true],
    ['app/[id]', 'app/i/page.tsx', false],
    ['Caf\u00e9', 'cafe\u0301/menu.ts', true],
    ['SRC/Secret.ts', 'src/secret.ts', true],
    ['secret.ts', 'secret.ts. ', true],
    ['**', 'anything', true],
    ['*.ts', 'src/a.ts', false],
    ['**/*.ts', 'a.ts', true],
    ['docs/**/*.md', 'docs/a.md', true],
  ])('%s and %s', (wanted, asked, expected) => {
    expect(forbids(wanted, asked)).toBe(expected);
  });

  test('never takes longer than its length and the length of the path allow', () => {
    // A regular expression of this would not end in a lifetime.
    const wanted = `${'*a'.repeat(100)}*b`;
    expect(forbids(wanted, 'a'.repeat(5_000))).toBe(false);
    expect(forbids('**/a/'.repeat(40) + 'b', 'a/'.repeat(400) + 'c')).toBe(false);
  });
});
