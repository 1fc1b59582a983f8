import { join } from 'node:path';
import { isCancelled, isRefusal, messageOf, refused, type Clock, type Refusal } from '../../base/index.ts';
import { defineKernel } from '../../core/kernel/index.ts';
import { haltedSentence, type Halt } from './halt.ts';
import { limits } from './limits.ts';
import { residueOf, settleLeftovers, undo, type UndoBook, type UndoPorts, type UndoRecord } from './undo.ts';

export interface ChaosKernelPorts {
  readonly clock: Clock;
  readonly halt: Halt;
  readonly book: UndoBook;
  readonly undo: UndoPorts;
  /** Folder that holds the folders of drills, absolute. */
  readonly place: string;
  readonly ids: () => string;
  /** Lets one process at a time run drills; what died with one does not count. */
  readonly claim: (signal: AbortSignal) => Promise<{ release(): Promise<void> } | Refusal>;
  readonly warn: (message: string) => void;
}

/** What is known of the drills of a workspace where none is run. */
export interface DrillWatch {
  /** Why none may run, as a sentence. */
  halted(): string | undefined;
  /** The one that somebody runs now. */
  running(): string | undefined;
}

/**
 * `chaos`: undoes what drills left whose runner died with everything around it, and knows whether one runs now, or none may.
 * Ready when what is written down as undone really is. Drills themselves are run by commands.
 */
export const chaosKernel = defineKernel({
  id: 'chaos',
  dependsOn: [],
  start(ports: ChaosKernelPorts, lifetime) {
    const { clock, halt, book, warn } = ports;
    let halted: string | undefined;
    let running: string | undefined;
    let looks = 0;

    async function look(signal: AbortSignal): Promise<void> {
      halted = (await halt.isOn()) ? haltedSentence(halt) : undefined;
      const open = await book.leftovers();
      running = undefined;
      if (open.length > 0) {
        const claim = await ports.claim(signal);
        // Who holds it runs them, and undoes them.
        if (isRefusal(claim)) running = open.find(({ drill }) => !drill.startsWith(probePrefix))?.drill;
        else
          try {
            await settleLeftovers(book, ports.undo);
          } finally {
            await claim.release();
          }
      }
      looks += 1;
    }

    async function watch(signal: AbortSignal): Promise<void> {
      let trouble = '';
      while (!signal.aborted) {
        try {
          await look(signal);
        } catch (thrown) {
          if (isCancelled(thrown)) return;
          if (messageOf(thrown) !== trouble) warn(`Drills cannot be looked at: ${messageOf(thrown)}`);
          trouble = messageOf(thrown);
        }
        await clock.sleep(limits.knowMs, signal).catch(() => undefined);
      }
    }

    void lifetime.run('watch', watch);
    const service: DrillWatch = { halted: () => halted, running: () => running };
    return Promise.resolve({
      service,
      isReady: (signal) => undoes(ports, signal),
      beat: () => Promise.resolve({ moved: looks, owed: 0 }),
      lacks: () => halted,
    });
  },
});

const probePrefix = 'probe-';

/** Writes a drill down that harms nothing, and undoes it. */
async function undoes(ports: ChaosKernelPorts, signal: AbortSignal): Promise<'ready' | Refusal> {
  const claim = await ports.claim(signal);
  if (isRefusal(claim)) {
    // Whoever has it writes drills down and undoes them himself: what he wrote has to be readable.
    await ports.book.leftovers();
    return 'ready';
  }
  try {
    return await undoesProbe(ports);
  } finally {
    await claim.release();
  }
}

async function undoesProbe(kernel: ChaosKernelPorts): Promise<'ready' | Refusal> {
  const { book, undo: ports, place, ids, clock } = kernel;
  await book.removeTorn();
  const drill = probePrefix + ids();
  const record: UndoRecord = { drill, folder: join(place, drill), plan: {}, expiresMs: clock.now() };
  await book.open(record);
  const refusal = await undo(record, ports);
  if (refusal) return refusal;
  await book.close(drill);
  const left = await residueOf(record, ports);
  return left.length === 0 ? 'ready' : refused(left.join(' '));
}
