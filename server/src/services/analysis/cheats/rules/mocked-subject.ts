import { ts } from '../../typescript.ts';
import type { Side } from '../change-view.ts';
import { difference, type Mark } from '../difference.ts';
import { defineCheat } from '../rule.ts';
import { collect, lineOf, plainText } from '../syntax.ts';

/** A test double put in the place of the workspace's own code: the test then tests the double. */
export const mockedSubject = defineCheat({
  id: 'mocked_subject',
  title: "A test double replaces the workspace's own code",
  severity: 'cheat',
  *find(change) {
    const { gained } = difference(doubles(change.before), doubles(change.after));
    for (const { side, line, context } of gained) {
      yield {
        file: side.path,
        line,
        message: `A test double replaces the workspace's own code: ${(context ?? '').slice(0, 60)}.`,
      };
    }
  },
});

const modules =
  /^(vi|vitest|jest)\.(mock|doMock|unstable_mockModule|setMock)$|^mock\.module$|^(proxyquire|td\.replace\w*|mockery\.\w+|rewiremock|esmock)$/;
const methods =
  /(^|\.)(mockReturnValue|mockResolvedValue|mockImplementation|mockRejectedValue)(Once)?$|^mock\.method$|^(sinon|sandbox|stubs?)\.(stub|replace)$/;

function doubles(sides: readonly Side[]): readonly Mark[] {
  return collect(
    sides.filter((side) => side.place === 'test'),
    (node, side): Mark | undefined => {
      if (!ts.isCallExpression(node)) return undefined;
      const callee = plainText(node.expression);
      const target = node.arguments[0];
      const own = target !== undefined && /^(import\()?'[.#~@/]/.test(plainText(target));
      const module = modules.test(callee) && own;
      const method = methods.test(callee) && (!callee.includes('.mock') || /spyOn\(/.test(callee));
      // A path that follows a moved file is the same double, so the path is context and not key.
      return module || method
        ? { key: module ? 'module' : 'method', side, line: lineOf(node), context: plainText(node) }
        : undefined;
    },
  );
}
