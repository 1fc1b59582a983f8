import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, it } from 'mocha';
import * as vscode from 'vscode';
import { serverFlags } from '../../../server/src/protocol/launch.ts';

const id = 'grace-tools.grace';
const grace = () => {
  const extension = vscode.extensions.getExtension(id);
  assert.ok(extension, 'the extension is installed');
  return extension;
};
const waitMsMax = 60_000;
const pollMs = 200;
/** The client starts a server again that has ended, up to this many times within three minutes. */
const endsMax = 5;
/** A server that is started again is there long before. */
const quietMs = 5_000;

describe('Grace in the extension host', () => {
  it('activates with the first TypeScript file and does not wait for its server', async () => {
    await openService();
    await eventually(() => assert.equal(grace().isActive, true));
    const { activateMs } = grace().exports as { readonly activateMs: number };
    console.log(`[suite] activate() took ${activateMs.toFixed(1)} ms`);
  });

  it('registers every command it contributes', async () => {
    const { contributes } = grace().packageJSON as { contributes: { commands: { command: string }[] } };
    const registered = new Set(await vscode.commands.getCommands(true));
    const missing = contributes.commands.filter(({ command }) => !registered.has(command));
    assert.deepEqual(missing, []);
    for (const command of [
      'grace.restartServer',
      'grace.showLogs',
      'grace.showServerTrace',
      'grace.copyDebugInfo',
    ])
      assert.ok(registered.has(command), command);
  });

  it('proves before it offers unless told otherwise, and traces nothing', () => {
    const settings = vscode.workspace.getConfiguration('grace');
    assert.equal(settings.inspect('refactor.proof')?.defaultValue, 'before');
    assert.equal(settings.inspect('trace.server')?.defaultValue, 'off');
  });

  it('offers a code action of its own kind that runs a command', async () => {
    await eventually(async () => {
      const action = (await actionsAt("console.log('link removed")).find(isOurs);
      assert.equal(action?.command?.command, 'grace.refactor.pick');
      assert.equal(action.edit, undefined);
    });
  });

  it('offers nothing where there is nothing to do', async () => {
    assert.deepEqual((await actionsAt('export function linkService')).filter(isOurs), []);
  });

  it('copies debug information with the commands it would run', async () => {
    await vscode.commands.executeCommand('grace.copyDebugInfo');
    const text = await vscode.env.clipboard.readText();
    assert.match(text, /Grace \d+\.\d+\.\d+, server process \d+/);
    assert.match(text, /vitest/);
  });

  it('restarts its server and leaves no orphan', async () => {
    const before = descendants();
    const server = before.find(isServer);
    assert.ok(server, 'a server runs');
    for (const flag of serverFlags) assert.ok(server.command.includes(flag), `it is started with ${flag}`);
    await vscode.commands.executeCommand('grace.restartServer');
    await eventually(() => {
      const now = descendants();
      assert.ok(now.some(isServer), 'a server runs again');
      const left = before.filter((old) => isOfGrace(old) && running().some((one) => one.pid === old.pid));
      assert.deepEqual(left, [], 'the old processes are gone');
    });
    await eventually(async () => assert.ok((await actionsAt("console.log('link removed")).some(isOurs)));
  });

  it('serves again after its server was killed', async () => {
    const server = descendants().find(isServer);
    assert.ok(server);
    process.kill(server.pid, 'SIGKILL');
    await eventually(async () => {
      assert.ok(!descendants().some(({ pid }) => pid === server.pid));
      assert.ok((await actionsAt("console.log('link removed")).some(isOurs));
    });
  });

  it('does not start a server again that ended five times, until a person does', async () => {
    // What a person starts counts anew.
    await vscode.commands.executeCommand('grace.restartServer');
    for (let ends = 1; ends <= endsMax; ends += 1) await killServer();
    const quietUntil = Date.now() + quietMs;
    while (Date.now() < quietUntil) {
      assert.ok(!descendants().some(isServer), 'nothing starts it again');
      await sleep(pollMs);
    }
    await vscode.commands.executeCommand('grace.restartServer');
    await eventually(async () => assert.ok((await actionsAt("console.log('link removed")).some(isOurs)));
  });
});

/** Whether it serves already or is still starting. */
async function killServer(): Promise<void> {
  await eventually(() => assert.ok(descendants().some(isServer), 'a server runs'));
  const server = descendants().find(isServer);
  assert.ok(server);
  process.kill(server.pid, 'SIGKILL');
  await eventually(() => assert.ok(!descendants().some(({ pid }) => pid === server.pid), 'it is gone'));
}

async function openService(): Promise<vscode.TextDocument> {
  const folder = vscode.workspace.workspaceFolders?.[0];
  assert.ok(folder);
  const uri = vscode.Uri.file(join(folder.uri.fsPath, 'src/links/service.ts'));
  const document = await vscode.workspace.openTextDocument(uri);
  await vscode.window.showTextDocument(document);
  return document;
}

async function actionsAt(text: string): Promise<readonly vscode.CodeAction[]> {
  const document = await openService();
  const at = document.positionAt(document.getText().indexOf(text) + 2);
  return vscode.commands.executeCommand(
    'vscode.executeCodeActionProvider',
    document.uri,
    new vscode.Range(at, at),
    vscode.CodeActionKind.RefactorRewrite.value,
  );
}

function isOurs(action: vscode.CodeAction): boolean {
  return action.kind?.value.startsWith('refactor.rewrite.grace') ?? false;
}

interface Running {
  readonly pid: number;
  readonly parent: number;
  readonly command: string;
}

function running(): readonly Running[] {
  const table = execFileSync('ps', ['-eo', 'pid=,ppid=,stat=,args='], { encoding: 'utf8' });
  return table.split('\n').flatMap((line) => {
    const match = /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(.*)$/.exec(line);
    // A zombie has ended already; only its parent has not looked yet.
    if (!match?.[1] || match[3]?.startsWith('Z')) return [];
    return [{ pid: Number(match[1]), parent: Number(match[2]), command: match[4] ?? '' }];
  });
}

/** Everything that this extension host started, directly or not. */
function descendants(): readonly Running[] {
  const all = running();
  const found = new Set([process.pid]);
  for (let size = 0; size !== found.size;) {
    size = found.size;
    for (const { pid, parent } of all) if (found.has(parent)) found.add(pid);
  }
  return all.filter(({ pid }) => found.has(pid) && pid !== process.pid);
}

function isServer({ command }: Running): boolean {
  return command.includes(join(grace().extensionPath, 'dist', 'server.js'));
}

function isOfGrace({ command }: Running): boolean {
  return command.includes(join(grace().extensionPath, 'dist'));
}

async function eventually(check: () => void | Promise<void>): Promise<void> {
  const deadline = Date.now() + waitMsMax;
  for (;;) {
    try {
      await check();
      return;
    } catch (thrown) {
      if (Date.now() > deadline) throw thrown;
      await sleep(pollMs);
    }
  }
}
