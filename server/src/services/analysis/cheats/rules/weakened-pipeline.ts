import { defineCheat } from '../rule.ts';

/** Pipelines, hooks, editor settings and the lists of files that tools ignore decide what is checked at all. */
export const weakenedPipeline = defineCheat({
  id: 'weakened_pipeline',
  title: 'A pipeline, a hook or a list of ignored files is changed',
  severity: 'cheat',
  *find(change) {
    for (const { path, place, before, after } of change.files) {
      if (place === 'pipeline') {
        yield {
          file: path,
          line: 1,
          message: 'A pipeline, a hook or an editor setting is changed; that is for a person to do.',
        };
      }
      if (place !== 'ignore list' || !after) continue;
      const known = new Set(before?.text.split(/\r?\n/).map((line) => line.trim()));
      for (const [index, line] of after.text.split(/\r?\n/).entries()) {
        const pattern = line.trim();
        if (pattern === '' || pattern.startsWith('#') || known.has(pattern)) continue;
        yield { file: path, line: index + 1, message: `Tools are told to ignore ${pattern}.` };
      }
    }
  },
});
