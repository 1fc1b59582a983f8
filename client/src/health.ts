import { EventEmitter, type Event, type ExtensionContext } from 'vscode';
import type { FolderHealth } from '../../server/src/protocol/index.ts';
import type { Wire } from './wire.ts';

/** How Grace itself is, as the server last told it. */
export interface Health {
  readonly onDidChange: Event<undefined>;
  folders(): readonly FolderHealth[];
  refresh(): Promise<void>;
}

export function createHealth(context: ExtensionContext, wire: () => Wire | undefined): Health {
  const changed = new EventEmitter<undefined>();
  let folders: readonly FolderHealth[] = [];
  let asking: Promise<void> | undefined;
  const due = { again: false };
  context.subscriptions.push(changed);

  async function ask(): Promise<void> {
    while (due.again) {
      due.again = false;
      folders = (await wire()?.health()) ?? [];
      changed.fire(undefined);
    }
  }

  return {
    onDidChange: changed.event,
    folders: () => folders,
    // Many changes of one moment are asked about once.
    refresh() {
      due.again = true;
      asking ??= ask().finally(() => (asking = undefined));
      return asking;
    },
  };
}
