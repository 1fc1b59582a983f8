import { EventEmitter, type Event, type ExtensionContext } from 'vscode';
import type { FolderEntry, KnowledgeListAnswer } from '../../server/src/protocol/index.ts';
import type { Wire } from './wire.ts';

/** What is known of failures, as the server last told it, and the words that narrow it down. */
export interface Knowledge {
  readonly onDidChange: Event<undefined>;
  entries(): readonly FolderEntry[];
  /** How many more there are. */
  leftOff(): number;
  query(): string;
  /** Shows only what has all these words; everything without any. */
  search(query: string): Promise<void>;
  /** Asks anew where somebody looks; else it is asked when somebody does. */
  refresh(): Promise<void>;
  /** Whether somebody looks at it. */
  show(isShown: boolean): void;
}

const nothing: KnowledgeListAnswer = { entries: [], leftOff: 0 };

export function createKnowledge(context: ExtensionContext, wire: () => Wire | undefined): Knowledge {
  const changed = new EventEmitter<undefined>();
  context.subscriptions.push(changed);
  let known = nothing;
  let query = '';
  let isShown = false;
  let asking: Promise<void> | undefined;
  const due = { again: false };

  async function ask(): Promise<void> {
    while (due.again) {
      due.again = false;
      try {
        known = (await wire()?.knowledge({ query })) ?? nothing;
      } catch {
        // The server went away between the question and its answer; its restart asks again.
        known = nothing;
      }
      changed.fire(undefined);
    }
  }

  // Many changes of one moment are asked about once.
  function askNow(): Promise<void> {
    due.again = true;
    asking ??= ask().finally(() => (asking = undefined));
    return asking;
  }

  return {
    onDidChange: changed.event,
    entries: () => known.entries,
    leftOff: () => known.leftOff,
    query: () => query,
    search(next) {
      query = next.trim();
      return askNow();
    },
    refresh: () => (isShown ? askNow() : Promise.resolve()),
    show(next) {
      isShown = next;
      if (isShown) void askNow();
    },
  };
}
