import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Problem } from '../../../server/src/protocol/index.ts';
import { newProblems } from '../../../server/src/services/proof/identity.ts';

const rule = (line: number, message = 'Unexpected any.', file = 'a.ts'): Problem => ({
  tool: 'eslint',
  code: 'no-any',
  message,
  file,
  line,
});

function side(text: string | Readonly<Record<string, string>>, problems: readonly Problem[]) {
  const files = typeof text === 'string' ? { 'a.ts': text } : text;
  return { problems, textOf: (path: string): string | undefined => (files as Record<string, string>)[path] };
}

describe('the identity of a problem', () => {
  it('survives lines inserted above it', () => {
    expect(newProblems(side('x: any\n', [rule(1)]), side('import y\n\nx: any\n', [rule(3)]))).toEqual([]);
  });

  it('tells a new problem from a known one of the same kind', () => {
    const fresh = rule(2);
    expect(newProblems(side('x: any\n', [rule(1)]), side('x: any\ny: any\n', [rule(1), fresh]))).toEqual([
      fresh,
    ]);
  });

  it('excuses one problem only, also when the new line is a copy', () => {
    const before = side('x: any\n', [rule(1)]);
    expect(newProblems(before, side('x: any\nx: any\n', [rule(1), rule(2)]))).toHaveLength(1);
  });

  it('follows a line that moved, within its file and to another', () => {
    const before = side({ 'a.ts': 'x: any\nconst a = 1;\nconst b = 2;\n' }, [rule(1)]);
    const moved = side({ 'a.ts': 'const a = 1;\nconst b = 2;\n  x: any\n' }, [rule(3)]);
    expect(newProblems(before, moved)).toEqual([]);
    const away = side({ 'a.ts': 'const a = 1;\nconst b = 2;\n', 'b.ts': 'x: any\n' }, [
      rule(1, 'Unexpected any.', 'b.ts'),
    ]);
    expect(newProblems(before, away)).toEqual([]);
  });

  it('does not take a copy in another file for a move', () => {
    const before = side({ 'a.ts': 'x: any\n' }, [rule(1)]);
    const both = side({ 'a.ts': 'x: any\n', 'b.ts': 'x: any\n' }, [rule(1, 'Unexpected any.', 'b.ts')]);
    expect(newProblems(before, both)).toHaveLength(1);
  });

  it('keeps a known problem known when its line is rewritten, and finds another one there', () => {
    const before = side('log(x as any);\n', [rule(1)]);
    const after = 'logger.info({ x: x as any });\n';
    expect(newProblems(before, side(after, [rule(1)]))).toEqual([]);
    const other = { ...rule(1), code: 'no-undef', message: "'logger' is not defined." };
    expect(newProblems(before, side(after, [rule(1), other]))).toEqual([other]);
  });

  it('looks past numbers in a message, but not past quoted names', () => {
    const before = side('f\n', [rule(1, 'Function has 63 lines.')]);
    expect(newProblems(before, side('f\n', [rule(1, 'Function has 61 lines.')]))).toEqual([]);
    const named = side('f\n', [rule(1, "Cannot find name 'a1'.")]);
    expect(newProblems(named, side('f\n', [rule(1, "Cannot find name 'a2'.")]))).toHaveLength(1);
  });

  const lines = fc.array(fc.constantFrom('const a = 1;', 'x: any', 'call();', ''), { maxLength: 12 });
  const anyProblems = (text: readonly string[]) =>
    text.flatMap((line, index) => (line === 'x: any' ? [rule(index + 1)] : []));

  it('finds nothing new when innocent lines come and go anywhere', () => {
    fc.assert(
      fc.property(lines, fc.array(fc.tuple(fc.nat(), fc.constantFrom('insert', 'remove'))), (text, edits) => {
        const after: string[] = [...text];
        for (const [at, edit] of edits) {
          const index = at % (after.length + 1);
          if (edit === 'insert') after.splice(index, 0, 'innocent();');
          else if (after[index] !== 'x: any') after.splice(index, 1);
        }
        expect(
          newProblems(side(text.join('\n'), anyProblems(text)), side(after.join('\n'), anyProblems(after))),
        ).toEqual([]);
      }),
    );
  });

  it('finds exactly the surplus when guilty lines are added', () => {
    fc.assert(
      fc.property(lines, fc.array(fc.nat(), { minLength: 1, maxLength: 4 }), (text, places) => {
        const after: string[] = [...text];
        for (const at of places) after.splice(at % (after.length + 1), 0, 'x: any');
        expect(
          newProblems(side(text.join('\n'), anyProblems(text)), side(after.join('\n'), anyProblems(after))),
        ).toHaveLength(places.length);
      }),
    );
  });
});
