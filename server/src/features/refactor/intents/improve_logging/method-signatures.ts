import { ts } from '../../../../services/analysis/typescript.ts';
import type { Dialect, Level, Method, Takes } from './dialect.ts';

export type Signature = ts.FunctionLikeDeclaration;

/** A logger of the project's own: what each level takes is read from its parameters. */
export function dialectOfMethods(methods: ReadonlyMap<string, Signature>): Dialect | undefined {
  const levels: Partial<Record<Level, Method>> = {};
  for (const level of Object.keys(spellings) as Level[]) {
    for (const name of spellings[level]) {
      const signature = methods.get(name);
      const method = signature && methodOf(name, signature);
      if (method) {
        levels[level] = method;
        break;
      }
    }
  }
  if (!levels.info || !levels.error) return undefined;
  return {
    name: "the project's logger",
    library: 'local',
    levels,
    reserved: new Set(['level', 'time', 'timestamp', 'msg', 'message']),
    errorKey: 'err',
    errors: 'text',
  };
}

const spellings: Readonly<Record<Level, readonly string[]>> = {
  debug: ['debug', 'verbose', 'trace'],
  info: ['info', 'log', 'notice'],
  warn: ['warn', 'warning'],
  error: ['error'],
};

const namespaceNames =
  /^_?(module|moduleName|scope|name|namespace|ns|category|tag|context|ctx|prefix|component|source|label|service)$/i;
const messageNames = /^_?(m|msg|message|messageOrLambda|text|str|string|line|event|format|fmt|template)$/i;
const fieldNames =
  /^_?(meta|metadata|data|fields|context|ctx|extra|extras|obj|object|props|properties|details|params|payload|info|attributes|attrs|bindings|record|additional\w*)$/i;
const errorParameter = /^_?(e|err|error|exception|cause)$/i;

function methodOf(name: string, signature: Signature): Method | undefined {
  const parameters = signature.parameters.filter((parameter) => parameter.name.getText() !== 'this');
  const returns = returnsNothing(signature) ? 'nothing' : 'something';
  const [first, second, third] = parameters;
  if (!first) return undefined;
  const named = (parameter: ts.ParameterDeclaration | undefined) => parameter?.name.getText() ?? '';
  const method = (takes: Takes, namespace?: 'first'): Method => ({
    name,
    takes,
    returns,
    ...(namespace ? { namespace } : {}),
  });
  if (first.dotDotDotToken) return method('anything');
  const rest = parameters.slice(1);
  if (namespaceNames.test(named(first)) && second) {
    if (second.dotDotDotToken) return method('message-and-anything', 'first');
    if (!third && messageNames.test(named(second))) return method('message-only', 'first');
    return undefined;
  }
  const isMessage = messageNames.test(named(first));
  if (isMessage && second?.dotDotDotToken && !third) return method('message-and-anything');
  if (isMessage && rest.every(isOmissible) && !(second && fieldNames.test(named(second)))) {
    return method(second && errorParameter.test(named(second)) ? 'message-and-error' : 'message-only');
  }
  if (isMessage && second && fieldNames.test(named(second)) && rest.slice(1).every(isOmissible)) {
    return method('message-first');
  }
  if (fieldNames.test(named(first)) && second && messageNames.test(named(second)) && !third) {
    return method('fields-first');
  }
  return !second && !errorParameter.test(named(first)) && isMessage ? method('message-only') : undefined;
}

function isOmissible(parameter: ts.ParameterDeclaration): boolean {
  return (
    parameter.questionToken !== undefined ||
    parameter.initializer !== undefined ||
    parameter.type === undefined
  );
}

function returnsNothing(signature: Signature): boolean {
  if (signature.type) return signature.type.kind === ts.SyntaxKind.VoidKeyword;
  if (signature.modifiers?.some((modifier) => modifier.kind === ts.SyntaxKind.AsyncKeyword)) return false;
  const { body } = signature;
  if (!body || !ts.isBlock(body)) return false;
  const hasValue = (node: ts.Node): boolean => {
    if (ts.isFunctionLike(node)) return false;
    if (ts.isReturnStatement(node)) return node.expression !== undefined;
    return ts.forEachChild(node, hasValue) ?? false;
  };
  return !hasValue(body);
}
