import { z } from 'zod';
import { remediesSchema, type RemedyFacts } from './remedy-facts.ts';

const text = z.string().optional();
const number = z.number().optional();

const factsSchema = z.object({
  template: z.string(),
  loose: text,
  tool: text,
  code: text,
  name: text,
  message: text,
  file: text,
  line: number,
  seen: z.number(),
  firstMs: number,
  lastMs: number,
  /** The records that the texts and the name are from: when one is erased, so are they. */
  textSeq: z.number(),
  nameSeq: number,
  /** Absent in what a build before remedies left. */
  remedies: remediesSchema.default([]),
});

/** What the log says of one signature by itself, whatever it was merged with. */
export interface Facts {
  readonly template: string;
  readonly loose?: string | undefined;
  readonly tool?: string | undefined;
  readonly code?: string | undefined;
  readonly name?: string | undefined;
  readonly message?: string | undefined;
  readonly file?: string | undefined;
  readonly line?: number | undefined;
  readonly seen: number;
  readonly firstMs?: number | undefined;
  readonly lastMs?: number | undefined;
  readonly textSeq: number;
  readonly nameSeq?: number | undefined;
  readonly remedies: readonly RemedyFacts[];
}

export const stateSchema = z.object({
  facts: z.array(z.tuple([z.string(), factsSchema])),
  /** What a person says is the same as what. */
  same: z.array(z.tuple([z.string(), z.string()])),
});

/** What a snapshot holds. */
export interface State {
  readonly facts: readonly (readonly [string, Facts])[];
  readonly same: readonly (readonly [string, string])[];
}
