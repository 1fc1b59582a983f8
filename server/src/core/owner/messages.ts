import { z } from 'zod';

/** What a command says to the owner: first who it is, then questions, and which of them it takes back. */
export const toOwnerSchema = z.union([
  z.object({ token: z.string() }),
  z.object({ id: z.number().int(), method: z.string(), params: z.unknown() }),
  z.object({ cancel: z.number().int() }),
]);
export type ToOwner = z.infer<typeof toOwnerSchema>;

export const fromOwnerSchema = z.union([
  z.object({ welcome: z.literal(true) }),
  z.object({ id: z.number().int(), answer: z.unknown() }),
  z.object({ id: z.number().int(), refused: z.string() }),
]);
export type FromOwner = z.infer<typeof fromOwnerSchema>;

/** `undefined` for what is no message of this kind. */
export function parseMessage<S extends z.ZodType>(text: string, schema: S): z.infer<S> | undefined {
  try {
    return schema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}
