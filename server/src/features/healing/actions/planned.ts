import { z } from 'zod';
import { definePlannedAction } from './action.ts';
import { entryName, nothing } from './inputs.ts';

/** Actions whose means do not exist yet: playbooks that need one wait for it. */
export const restoreArtifact = definePlannedAction({
  id: 'restore_artifact',
  title: 'Put a model or a configuration back from a snapshot',
  input: () => z.strictObject({ artifact: z.enum(['config', 'model']).describe('What is put back.') }),
  undo: 'What was in its place is kept, and put back.',
  waitsFor: 'artifacts in the snapshots, each with its SHA-256',
});

export const repairLog = definePlannedAction({
  id: 'repair_log',
  title: 'Cut the log to its longest valid beginning',
  input: nothing,
  undo: 'The damaged part is kept aside, as it was.',
  waitsFor: 'setting the damaged part of a log aside',
});

export const reinstallDependencies = definePlannedAction({
  id: 'reinstall_dependencies',
  title: 'Install the packages of the workspace anew',
  input: () =>
    z.strictObject({
      scope: z.enum(['missing', 'all']).optional().describe('Only what is missing, or everything.'),
    }),
  undo: 'The packages from before are kept until the new ones are proven.',
  waitsFor: 'package managers in a private copy of node_modules',
});

export const restartService = definePlannedAction({
  id: 'restart_service',
  title: 'Start a watched service anew',
  input: () =>
    z.strictObject({ service: entryName().describe('A name of `services:` in `.grace/config.yaml`.') }),
  undo: 'A restart needs no undo: the service runs as it ran before.',
  waitsFor: 'services that an editor runs, and not only `grace services run`',
});
