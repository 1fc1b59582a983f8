import type { z } from 'zod';
import { refused, type Refusal } from '../base/index.ts';

/** What a request was given, or a sentence that says what of it is wrong; a value is never repeated. */
export function paramsOf<Params>(schema: z.ZodType<Params>, params: unknown): Params | Refusal {
  const parsed = schema.safeParse(params);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const where = issue?.path.join('.') ?? '';
  return refused(
    `This request is not right${where === '' ? '' : ` at \`${where}\``}: ${issue?.message ?? ''}.`,
  );
}
