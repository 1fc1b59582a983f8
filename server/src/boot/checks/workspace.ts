import { ok, warned, type Check } from './check.ts';

/** What has to be known of the folder: its trust, and what git is in the middle of. */
export const workspace: Check = {
  name: 'workspace',
  look({ facts, request }) {
    const packages = `${facts.packages.length} ${facts.packages.length === 1 ? 'package' : 'packages'}`;
    if (facts.midMerge)
      return Promise.resolve(
        warned(`Git is in the middle of a merge, rebase or the like in ${facts.root}: finish it first.`),
      );
    if (!request.trusted())
      return Promise.resolve(
        warned(`${facts.root} (${packages}) is not trusted: nothing of it runs before it is.`),
      );
    return Promise.resolve(ok(`${facts.root} has ${packages}.`));
  },
};
