import { readConfig, type Problem } from '../../../core/settings/index.ts';
import { playbookFileSchema, waitables, type PlaybookFile } from '../../../protocol/index.ts';
import { actions } from '../actions/registry.ts';
import { checkMeaning } from './check-meaning.ts';
import { playbookOf, type Playbook, type PlaybookOrigin } from './playbook.ts';

type Place = Pick<Problem, 'line' | 'column'>;

/** A file of playbooks that is right. */
export interface ReadPlaybooks {
  readonly playbooks: readonly Playbook[];
  /** Where the id of each stands, in the same order. */
  readonly places: readonly Place[];
}

/** Reads a text that anybody may have written: nothing of it is used where anything is wrong with it. */
export function readPlaybooks(
  text: string,
  file: string,
  origin: PlaybookOrigin,
): ReadPlaybooks | readonly Problem[] {
  const read = readConfig(text, playbookFileSchema());
  if (!('config' in read)) return read;
  const problems = checkMeaning(read, origin);
  if (problems.length > 0) return problems;
  return {
    playbooks: read.config.playbooks.map((written) => playbookOf(written, file, origin, waitsOf(written))),
    places: read.config.playbooks.map((_each, index) => read.placeOf(['playbooks', index, 'id'])),
  };
}

function waitsOf({ steps, waits_for: waits = [] }: PlaybookFile['playbooks'][number]): readonly string[] {
  const planned = steps.flatMap(({ action }) => {
    const { waitsFor } = actions[action];
    return waitsFor === undefined ? [] : [`\`${action}\` waits for ${waitsFor}.`];
  });
  return [...new Set([...waits.map((each) => `It waits for ${waitables[each]}.`), ...planned])];
}
