import fc from 'fast-check';
import { caseFiles } from './case-files.ts';

/** Inputs of every kind: lines of all tools through each other, real outputs with bytes changed, and mere bytes. */
export function anyInput(): fc.Arbitrary<Buffer> {
  const outputs = caseFiles().map(({ output }) => output);
  const lines = outputs.flatMap((output) => output.split('\n')).filter((line) => line.length < 500);
  // Blocks begin and break off anywhere.
  const shuffled = fc
    .array(fc.oneof(fc.constantFrom(...lines), fc.string({ maxLength: 40 })), { maxLength: 60 })
    .map((picked) => Buffer.from(picked.join('\n')));
  const damaged = fc
    .tuple(fc.constantFrom(...outputs), fc.array(fc.tuple(fc.nat(3_000), fc.nat(255)), { maxLength: 20 }))
    .map(([output, changes]) => {
      const bytes = Buffer.from(output.slice(0, 3_000));
      for (const [place, byte] of changes) if (place < bytes.length) bytes[place] = byte;
      return bytes;
    });
  return fc.oneof(
    shuffled,
    damaged,
    fc.uint8Array({ maxLength: 400 }).map((bytes) => Buffer.from(bytes)),
  );
}
