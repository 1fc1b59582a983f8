import { z } from 'zod';
import { editorKnowledgeLimits } from './editor-knowledge-limits.ts';
import type { LearnedEntry } from './knowledge.ts';
import type { RecognizeJson } from './recognition.ts';
import { remedyNameSchema } from './remedies.ts';

const { textCharactersMax, problemsMax, messageCharactersMax } = editorKnowledgeLimits;
const wordMax = 200;
const uri = z.string().min(1).max(4_000);
const word = z.string().min(1).max(wordMax);

/** Workspace folder, as a URI. */
const inFolder = { folder: uri };

export const recognizeParamsSchema = z.strictObject({
  ...inFolder,
  text: z.string().max(textCharactersMax),
  /** Remember what is found. */
  record: z.boolean().optional(),
});
export type RecognizeParams = z.infer<typeof recognizeParamsSchema>;

export type RecognizeAnswer =
  | {
      readonly kind: 'failures';
      readonly failures: readonly { readonly error: RecognizeJson; readonly known?: LearnedEntry }[];
      /** Failures beyond those that an answer holds. */
      readonly leftOff: number;
    }
  | { readonly kind: 'refused'; readonly message: string };

export const knowledgeListParamsSchema = z.strictObject({
  /** Words that all have to occur in what is known of a failure. */
  query: z.string().max(1_000),
});
export type KnowledgeListParams = z.infer<typeof knowledgeListParamsSchema>;

export interface KnowledgeListAnswer {
  readonly entries: readonly FolderEntry[];
  readonly leftOff: number;
}
/** What a folder knows of a failure. */
export interface FolderEntry {
  /** Workspace folder, as a URI. */
  readonly folder: string;
  readonly entry: LearnedEntry;
  /** URIs of the files of its examples, in their order; `null` where an example has none. */
  readonly uris: readonly (string | null)[];
}

export const knowledgeChangeParamsSchema = z.discriminatedUnion('change', [
  z.strictObject({
    ...inFolder,
    change: z.literal('rename'),
    id: word,
    name: z.string().max(wordMax).optional(),
  }),
  z.strictObject({ ...inFolder, change: z.literal('merge'), id: word, into: word }),
  z.strictObject({ ...inFolder, change: z.literal('split'), id: word }),
  z.strictObject({ ...inFolder, change: z.literal('forget'), id: word }),
  z.strictObject({ ...inFolder, change: z.literal('release'), id: word, remedy: remedyNameSchema }),
]);
export type KnowledgeChangeParams = z.infer<typeof knowledgeChangeParamsSchema>;
export type KnowledgeAnswer =
  /** What is known of it then. */
  | { readonly kind: 'entry'; readonly entry: LearnedEntry }
  | { readonly kind: 'refused'; readonly message: string };

export const knowledgeExportParamsSchema = z.strictObject(inFolder);
export type KnowledgeExportAnswer =
  | { readonly kind: 'file'; readonly text: string; readonly leftOff: number }
  | { readonly kind: 'refused'; readonly message: string };

const problemSchema = z.strictObject({
  /** Who says so, as the editor has it: `ts`, `eslint`. */
  source: z.string().min(1).max(100),
  code: word.optional(),
  message: z.string().min(1).max(messageCharactersMax),
  severity: z.enum(['error', 'warning']),
  /** 1-based. */
  line: z.number().int().positive(),
});
export type EditorProblem = z.infer<typeof problemSchema>;

export const problemsParamsSchema = z.strictObject({
  /** The file they are in. */
  uri,
  problems: z.array(problemSchema).max(problemsMax).readonly(),
});
export type ProblemsParams = z.infer<typeof problemsParamsSchema>;

export interface KnownProblemsAnswer {
  /** Those of which something is known, each failure once. */
  readonly known: readonly KnownProblem[];
}
export interface KnownProblem {
  /** Workspace folder, as a URI. */
  readonly folder: string;
  readonly id: string;
  /** What a person calls it. */
  readonly name?: string;
  readonly seen: number;
  /** In ISO 8601. */
  readonly firstSeen?: string;
  readonly lastSeen?: string;
  /** What to try against it, the surest first; those in quarantine last. */
  readonly remedies: readonly KnownRemedy[];
}
export interface KnownRemedy {
  readonly title: string;
  readonly tried: number;
  /** How often it helped and was not taken back. */
  readonly helped: number;
}
