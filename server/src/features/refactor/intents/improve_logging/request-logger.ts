import { ts } from '../../../../services/analysis/typescript.ts';
import { libraries, type Dialect } from './dialect.ts';
import { ancestorsOf, isFunction, lookup } from './scope.ts';

/** The logger that a framework hands to the code of one request, so that its entries can be told apart. */
interface RequestLogger {
  readonly expression: string;
  readonly dialect: Dialect;
}

/**
 * `request.log` of Fastify and its like, where a parameter around a node has one: the nearest comes first. Only types can
 * tell, and only declarations of the framework count, since a `log` of the project's own may take its arguments otherwise.
 */
export function requestLogger(
  node: ts.Node,
  dependencies: ReadonlySet<string>,
  checker: ts.TypeChecker,
): RequestLogger | undefined {
  const declared = Object.entries(memberOf).filter(([name]) => dependencies.has(name));
  const paths = [...new Set(declared.map(([, path]) => path))];
  if (paths.length === 0) return undefined;
  for (const around of ancestorsOf(node)) {
    if (!isFunction(around)) continue;
    for (const { name } of around.parameters) {
      if (!ts.isIdentifier(name) || !carriers.test(name.text) || lookup(node, name.text) !== name) continue;
      const path = paths.find((candidate) => isLogger(name, candidate, checker));
      if (path !== undefined) return { expression: `${name.text}.${path}`, dialect };
    }
  }
  return undefined;
}

/** Where each framework or middleware puts the logger of a request. */
const memberOf: Readonly<Record<string, string>> = {
  fastify: 'log',
  'pino-http': 'log',
  'express-pino-logger': 'log',
  'koa-pino-logger': 'log',
  'hono-pino': 'var.logger',
};

/** What people call the thing that carries it. */
const carriers = /^_?(req|request|reply|fastify|app|instance|server|ctx|context|c)$/;

/** All of them are pino; requests and responses are fields that it writes itself, by serialisers. */
const dialect: Dialect = {
  ...libraries.pino,
  name: 'the logger of the request',
  reserved: new Set([...libraries.pino.reserved, 'req', 'res', 'reqId', 'responseTime']),
};

function isLogger(carrier: ts.Identifier, path: string, checker: ts.TypeChecker): boolean {
  let type = checker.getTypeAtLocation(carrier);
  for (const member of path.split('.')) {
    if (checker.getNonNullableType(type) !== type) return false;
    const property = type.getProperty(member);
    if (!property?.declarations?.some((each) => each.getSourceFile().isDeclarationFile)) return false;
    type = checker.getTypeOfSymbolAtLocation(property, carrier);
  }
  if (checker.getNonNullableType(type) !== type) return false;
  return ['debug', 'info', 'warn', 'error'].every((level) => {
    const method = type.getProperty(level);
    return method && checker.getTypeOfSymbolAtLocation(method, carrier).getCallSignatures().length > 0;
  });
}
