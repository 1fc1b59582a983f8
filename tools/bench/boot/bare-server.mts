/** The least that a language server can be: it answers `initialize` and knows nothing. */
import { createConnection, StreamMessageReader, StreamMessageWriter } from 'vscode-languageserver/node';

const connection = createConnection(
  new StreamMessageReader(process.stdin),
  new StreamMessageWriter(process.stdout),
);
connection.onInitialize(() => ({ capabilities: { codeActionProvider: true } }));
connection.onShutdown(() => undefined);
connection.onExit(() => process.exit(0));
connection.listen();
