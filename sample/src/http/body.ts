import type { IncomingMessage } from 'node:http';

const BODY_BYTES_MAX = 8 * 1024;

/** The JSON object of a request; `undefined` when there is none. */
export async function readBody(request: IncomingMessage): Promise<Record<string, unknown> | undefined> {
  let text = '';
  for await (const chunk of request) {
    text += chunk;
    if (text.length > BODY_BYTES_MAX) {
      console.warn('body too large', { length: text.length });
      return undefined;
    }
  }
  try {
    const value = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
