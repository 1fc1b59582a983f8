import { structuredPatch } from 'diff';
import fc from 'fast-check';
import { diff3Merge } from 'node-diff3';
import { describe, expect, it } from 'vitest';
import type { ChangeSet } from '../../../server/src/protocol/index.ts';
import { combineChanges, createCombination } from '../../../server/src/services/proof/index.ts';

const base = 'one\ntwo\nthree\nfour\nfive\nsix\n';

describe('changes of different files', () => {
  const logger = { path: 'src/logger.ts', before: null, after: 'export const logger = {};' };
  const change = (path: string, after: string) => ({ path, before: 'x', after });

  it('hold a file that two changes create alike only once', () => {
    const combined = combineChanges([
      { files: [logger, change('a.ts', '1')] },
      { files: [logger, change('b.ts', '2')] },
    ]);
    expect('change' in combined && combined.change.files.map(({ path }) => path)).toEqual([
      'src/logger.ts',
      'a.ts',
      'b.ts',
    ]);
  });

  it('conflict where they create a file differently, or one deletes what the other changes', () => {
    const other = { ...logger, after: 'export const logger = null;' };
    expect(combineChanges([{ files: [logger] }, { files: [other] }])).toEqual({ conflict: 'src/logger.ts' });
    const deleted = { path: 'a.ts', before: base, after: null };
    expect(combineChanges([rewrite('two', '2'), { files: [deleted] }])).toEqual({ conflict: 'a.ts' });
  });

  it('leave the combination as it was when one file of theirs conflicts', () => {
    const combination = createCombination();
    combination.add(rewrite('two', '2'));
    const before = combination.change();
    const conflicting = { files: [change('b.ts', '1'), ...rewrite('two', 'zwei').files] };
    expect(combination.add(conflicting)).toBe('a.ts');
    expect(combination.change()).toEqual(before);
  });
});

describe('changes of one file', () => {
  it('combine where their lines do not touch', () => {
    const combination = createCombination();
    combination.add(rewrite('two', '2'));
    combination.add(rewrite('five', '5'));
    expect(combination.change().files[0]?.after).toBe('one\n2\nthree\nfour\n5\nsix\n');
  });

  it('conflict on the same line and on lines side by side', () => {
    expect(combineChanges([rewrite('two', '2'), rewrite('two', 'zwei')])).toEqual({ conflict: 'a.ts' });
    expect(combineChanges([rewrite('two', '2'), rewrite('three', '3')])).toEqual({ conflict: 'a.ts' });
    expect(combineChanges([rewrite('two', '2'), rewrite('two\n', 'two\nnew\n')])).toEqual({
      conflict: 'a.ts',
    });
  });

  it('keep their order where both insert at one place', () => {
    const first = rewrite('two\n', 'two\nleft\n');
    const second = rewrite('two\n', 'two\nright\n');
    expect(textOf([first, second])).toBe('one\ntwo\nleft\nright\nthree\nfour\nfive\nsix\n');
    expect(textOf([second, first])).toBe('one\ntwo\nright\nleft\nthree\nfour\nfive\nsix\n');
  });

  it('replace once what both replace alike, but conflict where both insert the same', () => {
    const both = { files: [{ path: 'a.ts', before: base, after: 'one\n2\nthree\nfour\n5\nsix\n' }] };
    expect(textOf([rewrite('two', '2'), both])).toBe('one\n2\nthree\nfour\n5\nsix\n');
    const inserted = rewrite('two\n', 'two\nnew\n');
    const more = {
      files: [{ path: 'a.ts', before: base, after: base.replace('two\n', 'two\nnew\n') + 'end\n' }],
    };
    expect(combineChanges([inserted, more])).toEqual({ conflict: 'a.ts' });
  });

  it('that were made from different texts conflict', () => {
    const other = { files: [{ path: 'a.ts', before: `${base}seven\n`, after: base }] };
    expect(combineChanges([rewrite('two', '2'), other])).toEqual({ conflict: 'a.ts' });
  });

  it('keep line ends and a last line without one', () => {
    const before = 'a\r\nb\r\nc\r\nd';
    const change = (after: string): ChangeSet => ({ files: [{ path: 'a.ts', before, after }] });
    const combined = combineChanges([change('A\r\nb\r\nc\r\nd'), change('a\r\nb\r\nc\r\nD')]);
    expect('change' in combined && combined.change.files[0]?.after).toBe('A\r\nb\r\nc\r\nD');
  });
});

describe('the laws of combining', () => {
  const line = fc.constantFrom('a\n', 'b\n', 'c\n', '}\n', '\n', '  x\n');
  /** Lines in few variants, so that a text repeats itself and differences are ambiguous, or each line once. */
  const repetitive = fc.array(line, { maxLength: 24 });
  const distinct = fc.nat(24).map((count) => Array.from({ length: count }, (_, at) => `line ${at}\n`));
  const edited = (lines: readonly string[]) =>
    fc
      .array(fc.tuple(fc.nat(lines.length), fc.nat(3), fc.array(line, { maxLength: 3 })), { maxLength: 3 })
      .map((edits) => {
        const result = [...lines];
        for (const [at, removed, added] of edits) result.splice(at, removed, ...added);
        return result.join('');
      });
  const changes = (count: number, text: fc.Arbitrary<readonly string[]>) =>
    text.chain((lines) => {
      const before = lines.join('');
      return fc
        .array(edited(lines), { minLength: count, maxLength: count })
        .map((afters) => afters.map((after): ChangeSet => ({ files: [{ path: 'a.ts', before, after }] })));
    });

  it('what combines is what a three-way merge of one after the other gives', () => {
    fc.assert(
      fc.property(changes(2, distinct), ([first, second]) => {
        const combined = textOf([first!, second!]);
        const merged = merge(first!, second!);
        fc.pre(combined !== undefined && merged !== undefined && !insertAtOnePlace(first!, second!));
        expect(combined).toBe(merged);
      }),
      { numRuns: 2_000 },
    );
  });

  it('the order does not matter where lines are disjoint, for any number of changes', () => {
    const disjoint = fc
      .tuple(fc.nat(5), fc.array(fc.tuple(fc.nat(2), fc.array(line, { maxLength: 3 })), { maxLength: 8 }))
      .map(([gap, edits]) => {
        const lines: string[] = [];
        const places = edits.map(([length, added], index) => {
          for (let at = 0; at <= gap; at += 1) lines.push(`gap ${index} ${at}\n`);
          const place = { start: lines.length, length: length + 1, added };
          for (let at = 0; at <= length; at += 1) lines.push(`old ${index} ${at}\n`);
          return place;
        });
        lines.push('end\n');
        const made = (wanted: typeof places) => {
          const result = [...lines];
          for (const { start, length, added } of wanted.toReversed()) result.splice(start, length, ...added);
          return result.join('');
        };
        const before = lines.join('');
        const each = places.map((place): ChangeSet => ({
          files: [{ path: 'a.ts', before, after: made([place]) }],
        }));
        return { each, all: made(places), before };
      });
    fc.assert(
      fc.property(
        disjoint.chain(({ each, ...rest }) =>
          fc.shuffledSubarray(each, { minLength: each.length }).map((shuffled) => ({ shuffled, ...rest })),
        ),
        ({ shuffled, all, before }) => {
          fc.pre(shuffled.length > 0);
          const combined = combineChanges(shuffled);
          expect(combined).toEqual({ change: { files: [{ path: 'a.ts', before, after: all }] } });
        },
      ),
    );
  });

  it('taking the combination back gives the text from before, byte for byte', () => {
    fc.assert(
      fc.property(changes(3, repetitive), (members) => {
        const combined = combineChanges(members);
        fc.pre('change' in combined);
        const undo = combined.change.files.map(({ path, before, after }) => ({
          path,
          before: after,
          after: before,
        }));
        expect(undo[0]?.after).toBe(members[0]?.files[0]?.before);
        expect(textOf([{ files: undo }])).toBe(members[0]?.files[0]?.before);
      }),
    );
  });
});

function rewrite(from: string, to: string): ChangeSet {
  return { files: [{ path: 'a.ts', before: base, after: base.replace(from, to) }] };
}

function textOf(changes: readonly ChangeSet[]): string | undefined {
  const combined = combineChanges(changes);
  return 'change' in combined ? (combined.change.files[0]?.after ?? undefined) : undefined;
}

/** What a merge tool makes of the two; `undefined` where it asks. */
function merge(first: ChangeSet, second: ChangeSet): string | undefined {
  const lines = (content: string | null | undefined) =>
    (content ?? '').split(/(?<=\n)/).filter((each) => each !== '');
  const [one] = first.files;
  const [other] = second.files;
  const regions = diff3Merge(lines(one?.after), lines(one?.before), lines(other?.after), {
    excludeFalseConflicts: true,
  }) as readonly { readonly ok?: readonly string[] }[];
  if (regions.some((region) => region.ok === undefined)) return undefined;
  return regions.flatMap((region) => region.ok ?? []).join('');
}

/** A merge tool takes what two insertions at one place have in common once; we keep both whole. */
function insertAtOnePlace(...changes: readonly ChangeSet[]): boolean {
  const [first = [], second = []] = changes.map(({ files: [file] }) =>
    structuredPatch('', '', file?.before ?? '', file?.after ?? '', '', '', { context: 0 })
      .hunks.filter(({ oldLines }) => oldLines === 0)
      .map(({ oldStart }) => oldStart),
  );
  return first.some((place) => second.includes(place));
}
