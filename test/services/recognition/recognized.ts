import { recognizeErrors, type RecognizedError } from '../../../server/src/services/recognition/index.ts';

/** What is recognised in a text, or in bytes that arrive cut at the given offsets. */
export function recognized(
  input: string | Uint8Array,
  { root = '/home/ada/shop', cuts = [] }: { root?: string; cuts?: readonly number[] } = {},
): readonly RecognizedError[] {
  const bytes = typeof input === 'string' ? Buffer.from(input) : input;
  const found: RecognizedError[] = [];
  const recognizer = recognizeErrors({ root }, (error) => found.push(error));
  let start = 0;
  for (const cut of [...cuts].sort((one, other) => one - other)) {
    recognizer.push(bytes.subarray(start, cut));
    start = cut;
  }
  recognizer.push(bytes.subarray(start));
  recognizer.end();
  return found;
}

/** Each error on a line: `tool code file:line:column message`. */
export function summary(errors: readonly RecognizedError[]): readonly string[] {
  return errors.map(({ tool, code = '-', location, message }) =>
    [
      tool,
      code,
      [location?.file ?? '-', location?.line, location?.column].filter(Boolean).join(':'),
      message,
    ].join(' '),
  );
}
