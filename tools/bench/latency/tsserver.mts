import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { LspRange } from '../../../server/src/protocol/index.ts';
import { repository } from '../../run.mts';
import type { LineEdit } from './grace.mts';

/** TypeScript's own server, asked over the protocol that VS Code speaks with it. */
export interface TsServer {
  readonly pid: number;
  open(path: string, text: string): void;
  editLines(path: string, edit: LineEdit): void;
  applicableRefactors(path: string, range: LspRange): Promise<readonly ApplicableRefactor[]>;
  editsForRefactor(path: string, range: LspRange, refactor: string, action: string): Promise<unknown>;
  close(): Promise<void>;
}

export interface ApplicableRefactor {
  readonly name: string;
  readonly actions: readonly { readonly name: string; readonly notApplicableReason?: string }[];
}

interface Answer {
  readonly type: string;
  readonly request_seq?: number;
  readonly success?: boolean;
  readonly message?: string;
  readonly body?: unknown;
}

export function startTsServer(folder: string): TsServer {
  const module = join(repository, 'node_modules', 'typescript', 'lib', 'tsserver.js');
  const args = [module, '--disableAutomaticTypingAcquisition', '--suppressDiagnosticEvents'];
  const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'ignore'], cwd: folder });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const waiting = new Map<number, (answer: Answer) => void>();
  let sequence = 0;
  readMessages(child.stdout, (answer) => {
    if (answer.type !== 'response' || answer.request_seq === undefined) return;
    waiting.get(answer.request_seq)?.(answer);
    waiting.delete(answer.request_seq);
  });

  const send = (command: string, args_: object): number => {
    const seq = ++sequence;
    child.stdin.write(`${JSON.stringify({ seq, type: 'request', command, arguments: args_ })}\n`);
    return seq;
  };
  const ask = (command: string, args_: object): Promise<unknown> =>
    new Promise((resolve, reject) => {
      waiting.set(send(command, args_), (answer) => {
        // Extract Symbol is known to crash at some places; that is an answer, too.
        if (answer.success === false && answer.message?.includes('No Project'))
          reject(new Error(answer.message));
        else resolve(answer.body);
      });
    });
  const fileOf = (path: string) => join(folder, path);
  const spanOf = ({ start, end }: LspRange) => ({
    startLine: start.line + 1,
    startOffset: start.character + 1,
    endLine: end.line + 1,
    endOffset: end.character + 1,
  });

  send('configure', { hostInfo: 'bench', preferences: { allowTextChangesInNewFiles: true } });
  return {
    pid: child.pid ?? 0,
    open: (path, text) =>
      void send('updateOpen', {
        openFiles: [{ file: fileOf(path), fileContent: text, projectRootPath: folder }],
      }),
    editLines(path, { line, insert = '', removed = 0 }) {
      const start = { line: line + 1, offset: 1 };
      const end = { line: line + 1 + removed, offset: 1 };
      send('updateOpen', {
        changedFiles: [{ fileName: fileOf(path), textChanges: [{ start, end, newText: insert }] }],
      });
    },
    async applicableRefactors(path, range) {
      const asked = {
        file: fileOf(path),
        ...spanOf(range),
        triggerReason: 'invoked',
        includeInteractiveActions: true,
      };
      return ((await ask('getApplicableRefactors', asked)) ?? []) as readonly ApplicableRefactor[];
    },
    editsForRefactor: (path, range, refactor, action) =>
      ask('getEditsForRefactor', { file: fileOf(path), ...spanOf(range), refactor, action }),
    async close() {
      send('exit', {});
      await ended;
    },
  };
}

/** Splits the stream of `Content-Length` frames into messages. */
function readMessages(stream: NodeJS.ReadableStream, take: (answer: Answer) => void): void {
  let rest: Buffer = Buffer.alloc(0);
  stream.on('data', (chunk: Buffer) => {
    rest = Buffer.concat([rest, chunk]);
    for (;;) {
      const headEnd = rest.indexOf('\r\n\r\n');
      if (headEnd < 0) return;
      const length = Number(/Content-Length: (\d+)/.exec(rest.subarray(0, headEnd).toString('latin1'))?.[1]);
      const bodyStart = headEnd + 4;
      if (rest.length < bodyStart + length) return;
      const body = rest.subarray(bodyStart, bodyStart + length).toString('utf8');
      rest = rest.subarray(bodyStart + length);
      take(JSON.parse(body) as Answer);
    }
  });
}
