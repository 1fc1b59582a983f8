import { z } from 'zod';

const seq = z.number().int().positive();

/** Who handles durable messages, by name, and which; what a consumer has handled is remembered under its name. */
export const durableConsumers = { refactor_tasks: ['task.code_refactor'] } as const;

/** Absolute, so that the newest says all: what a consumer has handled. */
export const busAcknowledgedSchema = z.object({
  consumer: z.string(),
  /** Everything that is meant for it up to this record is handled; 0 for nothing. */
  throughSeq: z.number().int().nonnegative(),
  /** Records behind it that are handled as well. */
  beyond: z.array(seq),
  /** How many messages it has handled, ever. */
  total: z.number().int().nonnegative(),
  /** Dead letters that were delivered again and handled. */
  redone: z.array(seq).optional(),
  /** Records whose handling was called off in good order: the life they were in is not held against them. */
  spared: z.array(seq).optional(),
});

export const busResumedSchema = z.object({
  consumer: z.string(),
  seq,
  /** In how many processes its handling was begun, this one included: one that ends them all is given up. */
  life: z.number().int().positive(),
});

export const deadLetterReasonSchema = z.enum(['failed', 'overdue', 'stuck', 'unreadable', 'crashed']);

export const busDeadLetterSchema = z.object({
  consumer: z.string(),
  seq,
  topic: z.string(),
  why: deadLetterReasonSchema,
  error: z.string(),
  attempts: z.number().int().nonnegative(),
});

export const busRedeliveredSchema = z.object({ consumer: z.string(), seq });
