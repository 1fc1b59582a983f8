import { Miner } from '../../../../server/src/services/recognition/miner/index.ts';

/** The template of each line of a text, by all of it: as text, for a reader. */
export function mined(text: string): string {
  return new Miner()
    .learnAll(linesOf(text))
    .map(({ template }) => template)
    .join('\n');
}

/** The templates of a text, each once. */
export function templatesOf(text: string): string[] {
  return [...new Set(mined(text).split('\n'))];
}

export function linesOf(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}
