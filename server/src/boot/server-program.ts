/** The language server, which `dist/server.js` starts. */
import { readFileSync } from 'node:fs';
import type { ForkedAhead } from '../adapters/index.ts';
import { startServer } from '../lsp/index.ts';
import { openWorkspace } from './compose.ts';
import { openSecrecy } from './secrecy.ts';

const { version } = JSON.parse(readFileSync(`${__dirname}/../package.json`, 'utf8')) as { version: string };

/** Serves the editor. `ahead`: a process of the analysis that is on its way up already. */
export function serve(ahead?: ForkedAhead): void {
  const secrecy = openSecrecy(ahead);

  startServer({
    version,
    redactor: secrecy.redactor,
    open: (request, signal) =>
      openWorkspace(
        {
          ...request,
          secrecy,
          approvals: 'ask',
          boot: 'whole',
          serves: 'editor',
          // Standard output may carry the protocol; the editor shows standard error in Grace's log.
          log: (level, message) => void process.stderr.write(`[${level}] ${message}\n`),
        },
        signal,
      ),
    exit: (code) => process.exit(code),
    onOrphaned(orphaned) {
      process.once('disconnect', orphaned);
      // Ended by the system or a terminal: the tools of a running proof are ended too, for they lead groups of their own.
      for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, orphaned);
    },
  });
}
