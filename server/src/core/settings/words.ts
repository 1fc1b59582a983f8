import {
  intentIds,
  workspaceActionIds,
  type PersonalConfig,
  type WorkspaceConfig,
} from '../../protocol/index.ts';
import type { ReadConfig } from './read-config.ts';
import { silence, type Origin, type Word } from './tighten.ts';

/** What a file says about what Grace may do, each rule with its line. */
export function wordOf(
  { config, placeOf }: ReadConfig<PersonalConfig | WorkspaceConfig>,
  file: string,
): Word {
  const { access = {}, refactor = {} } = config;
  const from = (...path: readonly PropertyKey[]): Origin => `${file}, line ${placeOf(path).line}`;
  const listed = <Name extends string>(names: readonly Name[] = [], ...path: readonly PropertyKey[]) =>
    new Map(names.map((name, index) => [name, from(...path, index)] as const));
  const { edits, tools, automatic } = access;
  return {
    levels: {
      ...(edits && { edits: { level: edits, from: from('access', 'edits') } }),
      ...(tools && { tools: { level: tools, from: from('access', 'tools') } }),
      ...(automatic && { automatic: { level: automatic, from: from('access', 'automatic') } }),
      ...(refactor.proof && { proof: { level: refactor.proof, from: from('refactor', 'proof') } }),
    },
    protect: listed(access.protect, 'access', 'protect'),
    neverIntents: listed(access.never?.intents, 'access', 'never', 'intents'),
    neverActions: listed(access.never?.actions, 'access', 'never', 'actions'),
  };
}

/** What holds where a file cannot be understood and nothing is known of what it said: nothing is written, nothing runs. */
export function caution(file: string): Word {
  const careful = { from: file, isCaution: true } as const;
  const unclear = `${file}, which cannot be understood,`;
  return {
    ...silence,
    neverIntents: new Map(intentIds.map((id) => [id, unclear])),
    neverActions: new Map(workspaceActionIds.map((id) => [id, unclear])),
    levels: {
      edits: { level: 'never', ...careful },
      tools: { level: 'never', ...careful },
      automatic: { level: 'nothing', ...careful },
      proof: { level: 'before', ...careful },
    },
  };
}
