import type { Readable, Writable } from 'node:stream';

/** The asking side of JSON-RPC over the base protocol of LSP, as far as a plain editor needs it. */
export interface JsonRpc {
  request(method: string, params: unknown): Promise<unknown>;
  notify(method: string, params: unknown): void;
  /** Nobody answers any more: everything that waits is rejected. */
  end(reason: string): void;
}

interface Message {
  readonly id?: number | string;
  readonly method?: string;
  readonly params?: unknown;
  readonly result?: unknown;
  readonly error?: { readonly message: string };
}

interface Waiting {
  readonly resolve: (answer: unknown) => void;
  readonly reject: (error: Error) => void;
}

const lengthHeader = /Content-Length: (\d+)/iu;
const separator = '\r\n\r\n';

/** Requests of the other side are answered with `null`, as by an editor that can do nothing. */
export function talkJsonRpc(
  input: Readable,
  output: Writable,
  onNotified: (method: string, params: unknown) => void,
): JsonRpc {
  const waiting = new Map<number | string, Waiting>();
  let nextId = 1;
  let ended: string | undefined;
  let rest = Buffer.alloc(0);

  function send(message: Message): void {
    const body = Buffer.from(JSON.stringify({ jsonrpc: '2.0', ...message }));
    output.write(Buffer.concat([Buffer.from(`Content-Length: ${body.length}${separator}`), body]));
  }

  function receive({ id, method, params, result, error }: Message): void {
    if (method !== undefined) {
      if (id === undefined) onNotified(method, params);
      else send({ id, result: null });
      return;
    }
    const asked = id === undefined ? undefined : waiting.get(id);
    if (id === undefined || !asked) return;
    waiting.delete(id);
    if (error) asked.reject(new Error(error.message));
    else asked.resolve(result);
  }

  input.on('data', (chunk: Buffer) => {
    rest = Buffer.concat([rest, chunk]);
    for (;;) {
      const headEnd = rest.indexOf(separator);
      if (headEnd < 0) return;
      const length = Number(lengthHeader.exec(rest.subarray(0, headEnd).toString('latin1'))?.[1] ?? 0);
      const bodyAt = headEnd + separator.length;
      if (rest.length < bodyAt + length) return;
      const body = rest.subarray(bodyAt, bodyAt + length).toString('utf8');
      rest = rest.subarray(bodyAt + length);
      receive(JSON.parse(body) as Message);
    }
  });

  return {
    request(method, params) {
      if (ended !== undefined) return Promise.reject(new Error(ended));
      const id = nextId;
      nextId += 1;
      return new Promise((resolve, reject) => {
        waiting.set(id, { resolve, reject });
        send({ id, method, params });
      });
    },
    notify(method, params) {
      if (ended === undefined) send({ method, params });
    },
    end(reason) {
      ended ??= reason;
      for (const { reject } of waiting.values()) reject(new Error(reason));
      waiting.clear();
    },
  };
}
