/** Bounds of what the editor may ask about failures. */
export const editorKnowledgeLimits = {
  /** Characters of a text in which failures are looked for. */
  textCharactersMax: 1_000_000,
  /** Problems of one file that are told at a time. */
  problemsMax: 50,
  messageCharactersMax: 10_000,
} as const;
