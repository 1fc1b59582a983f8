/** Masks promises placeholders for what varies from one occurrence of a line to the next. */
export function mask(text: string): string {
  return text
    .replaceAll(/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/giu, '<uuid>')
    .replaceAll(/\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?/gu, '<time>')
    .replaceAll(/\b\d\d:\d\d:\d\d(?:[.,]\d{1,9})?\b/gu, '<time>')
    .replaceAll(/(?<=:)\d{2,5}\b/gu, '<port>')
    .replaceAll(/\bv?\d+\.\d+\.\d+(?:-[\w.]+)?\b/gu, '<version>')
    .replaceAll(/\b(?:0x[0-9a-f]+|[0-9a-f]{7,40})\b/giu, '<hash>')
    .replaceAll(/\b\d+(?:\.\d+)? ?(?:ms|s|m|h)\b/gu, '<duration>');
}
