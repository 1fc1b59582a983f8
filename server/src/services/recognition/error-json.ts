import type { RecognizeJson } from '../../protocol/index.ts';
import { workspacePath } from './portable-path.ts';
import type { RecognizedError } from './recognize.ts';

/** An error as it is told to others; paths inside the workspace are relative to it. */
export function errorJson(error: RecognizedError, root: string): RecognizeJson {
  const { firstLine, lastLine, signature, location, frames, causes, details, ...rest } = error;
  return {
    ...{ line: firstLine, lastLine, signature: signature.strict, looseSignature: signature.loose },
    template: signature.template,
    ...rest,
    ...(details ? { details: [...details] } : {}),
    ...(location ? placeJson(location, root) : {}),
    ...(frames
      ? {
          frames: frames.map(({ call, location: at }) => ({
            ...(call === undefined ? {} : { call }),
            ...placeJson(at, root),
          })),
        }
      : {}),
    ...(causes ? { causes: [...causes] } : {}),
  };
}

function placeJson({ file, line, column }: NonNullable<RecognizedError['location']>, root: string) {
  const position = line === undefined ? {} : { position: column === undefined ? { line } : { line, column } };
  return { file: workspacePath(file, root), ...position };
}
