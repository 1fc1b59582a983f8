import { z } from 'zod';
import { kernelIds } from '../../../protocol/index.ts';

const lengthMax = 256;

/** What several actions are given and give. */
export const kernelName = () => z.enum(kernelIds).describe('A part of Grace.');

export const line = () =>
  z
    .string()
    .min(1)
    .max(lengthMax)
    .regex(/^\P{Cc}+$/u, 'It takes one line of text without control characters.');

/** A name of `services:` or `tools:` in the configuration: never a command itself. */
export const entryName = () =>
  z.string().regex(/^[A-Za-z][A-Za-z0-9_-]{0,63}$/u, 'It takes a name of letters, digits, `-` and `_`.');

/** A file of the workspace. What it really is, is asked again where it is written. */
export const workspaceFile = () =>
  line()
    .regex(
      /^(?!\/)(?!.*(?:^|\/)\.{1,2}(?:\/|$))[^\\:]+$/u,
      'It takes a path below the workspace, with `/` and without `..`.',
    )
    .describe('A file, relative to the workspace, with `/`.');

export const stateName = () => z.enum(['planned', 'starting', 'ready', 'degraded', 'stopped', 'quarantined']);

export const nothing = () => z.strictObject({});
