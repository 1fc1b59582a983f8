import type { ts } from '../../../../services/analysis/typescript.ts';
import type { Dialect } from './dialect.ts';

/** What the module that sets a logger up says about it: formats that print the message only, serialisers, an error key. */
export function refined(dialect: Dialect, source: ts.SourceFile, path: string): Dialect {
  const { text } = source;
  if (dialect.library === 'pino') {
    const key = /errorKey:\s*['"](\w+)['"]/.exec(text)?.[1];
    const reserved = /\bname:/.test(text) ? new Set([...dialect.reserved, 'name']) : dialect.reserved;
    return { ...dialect, reserved, errorKey: key ?? dialect.errorKey };
  }
  if (dialect.library === 'bunyan') {
    return /serializers/.test(text) ? { ...dialect, errors: 'serialised' } : dialect;
  }
  if (dialect.library === 'winston' && /\bprintf\(/.test(text) && !printsFields(text)) {
    const levels = Object.fromEntries(
      Object.entries(dialect.levels).map(([level, method]) => [
        level,
        { ...method, takes: 'message-only' as const },
      ]),
    );
    return { ...dialect, levels };
  }
  if (dialect.library !== 'local') return dialect;
  const serialises = /instanceof Error\b|serializeError|stdSerializers/.test(text);
  return {
    ...dialect,
    name: `the logger of ${path}`,
    ...(serialises ? { errors: 'serialised' as const } : {}),
  };
}

/** A `printf` format shows fields only when it takes the rest of the entry and writes it. */
function printsFields(text: string): boolean {
  return (
    /printf\(\s*(async\s*)?\(\s*\{[^}]*\.\.\.\s*\w+\s*\}/.test(text) ||
    /JSON\.stringify\(\s*info\b/.test(text)
  );
}
