import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { openGrace } from '../support/grace.ts';

test('a language server on standard input and output ends at the first SIGTERM', async () => {
  const grace = openGrace();
  const folder = mkdtempSync(join(tmpdir(), 'grace-serve-'));
  const bundle = join(import.meta.dirname, '..', '..', 'dist', 'grace.js');
  const server = spawn(process.execPath, [bundle, 'serve', '--stdio'], {
    cwd: folder,
    env: grace.env,
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  try {
    const uri = pathToFileURL(folder).href;
    const params = {
      processId: null,
      rootUri: null,
      capabilities: {},
      workspaceFolders: [{ uri, name: '' }],
    };
    const text = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'initialize', params });
    server.stdin.write(`Content-Length: ${text.length}\r\n\r\n${text}`);
    await once(server.stdout, 'data');
    server.kill('SIGTERM');
    expect(await once(server, 'exit')).toEqual([1, null]);
  } finally {
    server.kill('SIGKILL');
    grace.dispose();
    rmSync(folder, { recursive: true, force: true });
  }
});
