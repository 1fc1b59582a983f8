/** Every bound of the template miner, by name. */
export const limits = {
  /** Characters of a line that count; what lies beyond is no part of its template. */
  lineCharactersMax: 4_000,
  /** Words of a line among which variables are looked for; the rest counts as one constant. */
  wordsMax: 60,
  /** Lines of different shape that are told apart at the same time; those met longest ago give way. */
  shapesMax: 10_000,
  /** Places where a word may turn out to be a variable; likewise. */
  placesMax: 150_000,
  /** Merged ids that are still known; likewise. */
  aliasesMax: 20_000,
  /** Shapes with the same gaps between their words that a template with several variables is compared with. */
  relatedMax: 1_000,
  /** Templates with several variables that a new shape is compared with. */
  generalMax: 200,
  /** Words that are known to be values of some variable. */
  valuesMax: 20_000,
  /** Values of a variable that are kept to explain it. */
  examplesMax: 5,
  /** Rounds in which what became known late is used for what was met early. */
  roundsMax: 5,
} as const;
