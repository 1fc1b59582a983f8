import { z } from 'zod';
import { isRefusal, refused, sha256, type Refusal } from '../../../base/index.ts';
import { defineAction } from './action.ts';
import { line, workspaceFile } from './inputs.ts';
import type { FileMeans } from './ports.ts';

const textLengthMax = 4_000;
const text = () => z.string().max(textLengthMax);

interface Patch {
  readonly file: string;
  readonly find: string;
  readonly replace: string;
}

/** Replaces one piece of text in one file, through the journal: whole, and taken back byte for byte. */
export const applyPatch = defineAction({
  id: 'apply_patch',
  title: 'Change a file of the workspace',
  input: () =>
    z.strictObject({
      title: line().describe('What the change is called in the list of restore points.'),
      file: workspaceFile(),
      find: text().min(1).describe('What is there: exactly once.'),
      replace: text().describe('What takes its place.'),
    }),
  before: () => z.strictObject({ sha256: z.string() }),
  output: () => z.strictObject({ restorePoint: z.string(), sha256: z.string() }),
  undo: {
    says: 'The restore point is taken back, byte for byte; what was edited since is merged or left.',
    // By the state of the file and not by a name: a crash may have come before the name was known.
    async run({ input, before }, { files }, signal) {
      const now = await files.read(input.file);
      if (isRefusal(now)) return now;
      if (now === undefined) return refused(`${input.file} is not there any more: nothing was taken back.`);
      if (sha256(now) === before.sha256) return undefined;
      const point = await files.newestPointOf(input.file, input.title);
      if (point === undefined)
        return refused(`${input.file} changed since, and no restore point of this change is there.`);
      return files.undo(point, signal);
    },
  },
  async look(input, { files }) {
    const patched = await patch(input, files);
    if (isRefusal(patched)) return patched;
    const would = `In ${input.file}, ${input.find.length} characters are replaced by ${input.replace.length}.`;
    return { would, before: { sha256: sha256(patched.before) }, writes: [input.file] };
  },
  async run({ input, before }, { files }, signal) {
    const patched = await patch(input, files);
    if (isRefusal(patched)) return patched;
    if (sha256(patched.before) !== before.sha256)
      return refused(`${input.file} was changed meanwhile: nothing was written.`);
    const change = { files: [{ path: input.file, before: patched.before, after: patched.after }] };
    const point = await files.apply(change, input.title, signal);
    return isRefusal(point) ? point : { restorePoint: point.id, sha256: sha256(patched.after) };
  },
});

async function patch(
  { file, find, replace }: Patch,
  files: FileMeans,
): Promise<{ readonly before: string; readonly after: string } | Refusal> {
  const before = await files.read(file);
  if (isRefusal(before)) return before;
  if (before === undefined) return refused(`${file} does not exist: nothing can be replaced in it.`);
  const at = before.indexOf(find);
  if (at < 0) return refused(`${file} does not hold what is to be replaced.`);
  if (before.includes(find, at + 1))
    return refused(`${file} holds what is to be replaced more than once: it is not clear which is meant.`);
  return { before, after: before.slice(0, at) + replace + before.slice(at + find.length) };
}
