import { limits } from '../limits.ts';
import { failedWith, ok, warned, type Check } from './check.ts';

/** Whether this Node has what Grace uses of it. */
export const runtime: Check = {
  name: 'runtime',
  look() {
    const { node } = process.versions;
    const major = Number.parseInt(node, 10);
    if (major < limits.nodeMajorMin)
      return Promise.resolve(
        failedWith(
          `Node ${node} is older than ${limits.nodeMajorMin}: run Grace with a newer one, or a newer editor.`,
        ),
      );
    if (!hasSqlite())
      return Promise.resolve(
        warned(`Node ${node} comes without SQLite: what the log says is kept in memory instead.`),
      );
    return Promise.resolve(ok(`Node ${node} has all that is needed.`));
  },
};

function hasSqlite(): boolean {
  return process.getBuiltinModule('node:module').isBuiltin('node:sqlite');
}
