import { channelOf } from './channels.ts';
import type { Line } from './lines.ts';
import type { FoundError } from './parsed-error.ts';
import { parsers } from './parsers/index.ts';
import type { Block } from './parsers/parser.ts';

/** Lines of one block: a tool that goes on and on is reported in parts. */
const blockLinesMax = 2_000;

/** Lines kept of what nobody took, for who begins by looking back. */
export const linesBeforeMax = 2;

/** Outputs told apart at a time; what comes beyond is read as one. */
const channelsMax = 64;

export interface ErrorReader {
  take(line: Line): void;
  end(): void;
  /** Whether lines were taken that what they mean is not known of yet. */
  readonly isWaiting: boolean;
}

/** Reads errors out of lines, each line for one tool only, and tells of each when all of it was read. */
export function readErrors(onError: (error: FoundError) => void): ErrorReader {
  const channels = new Map<string, Channel>();
  const channel = (name: string): Channel => {
    const known = channels.get(name);
    if (known) return known;
    if (channels.size >= channelsMax && name !== '') return channel('');
    const created: Channel = { before: [] };
    channels.set(name, created);
    return created;
  };
  return {
    take(line) {
      const { channel: name, line: bare } = channelOf(line);
      takeLine(channel(name), bare, onError);
    },
    end() {
      for (const each of channels.values()) while (each.open) closeBlock(each, onError);
    },
    get isWaiting() {
      for (const { open } of channels.values()) if (open) return true;
      return false;
    },
  };
}

interface Channel {
  /** The block that lines go to, and which parser it is of. */
  open?: { readonly index: number; readonly block: Block; readonly lines: Line[] } | undefined;
  before: readonly Line[];
}

function takeLine(channel: Channel, line: Line, onError: (error: FoundError) => void): void {
  while (channel.open) {
    if (channel.open.lines.length < blockLinesMax && channel.open.block.add(line)) {
      channel.open.lines.push(line);
      return;
    }
    closeBlock(channel, onError);
  }
  beginWith(channel, line, 0);
}

/** Asks the parsers from the given one on whether something of theirs begins with a line. */
function beginWith(channel: Channel, line: Line, from: number): void {
  for (let index = from; index < parsers.length; index += 1) {
    const block = parsers[index]?.begin(line, channel);
    if (!block) continue;
    channel.open = { index, block, lines: [line] };
    channel.before = [];
    return;
  }
  channel.before = [...channel.before.slice(1 - linesBeforeMax), line];
}

/**
 * Ends a block. The lines that it gives back are fewer than it had, and the first one goes to the parsers behind its own
 * where nothing came of it, so that this comes to an end.
 */
function closeBlock(channel: Channel, onError: (error: FoundError) => void): void {
  if (!channel.open) return;
  const { index, block, lines } = channel.open;
  channel.open = undefined;
  const { errors, giveBack = 0 } = block.finish();
  const used = lines.slice(0, Math.max(1, lines.length - giveBack));
  const [first] = used;
  if (errors.length === 0 && used.length === 1 && first) beginWith(channel, first, index + 1);
  for (const error of errors)
    onError({
      ...error,
      // Where the output was cut off before the sentence, what it was about is still known.
      message: error.message === '' ? (error.test ?? error.code ?? error.tool) : error.message,
      firstLine: error.firstLine ?? first?.number ?? 1,
      lastLine: error.lastLine ?? used.at(-1)?.number ?? 1,
    });
  for (const line of lines.slice(used.length)) takeLine(channel, line, onError);
}
