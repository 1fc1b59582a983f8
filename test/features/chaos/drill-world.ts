import { join } from 'node:path';
import { refused } from '../../../server/src/base/index.ts';
import {
  cards,
  createChaos,
  openHalt,
  openLedger,
  openUndoBook,
  type Card,
  type Chaos,
  type UndoRecord,
} from '../../../server/src/features/chaos/index.ts';
import { chaosDrilledSchema, type ChaosDrilled } from '../../../server/src/protocol/index.ts';
import { seeded, UnreliableDisk } from '../../support/unreliable-disk.ts';
import { VirtualClock } from '../../support/virtual-clock.ts';
import { FakeGrace, type Sabotage } from './fake-grace.ts';

export const signal = new AbortController().signal;
export const haltFile = '/person/chaos-halt';
const place = '/cache/chaos';
const book = '/state/chaos';

/** Everything around drills, on a disk and a clock of its own, with a scripted Grace to be drilled. */
export class DrillWorld {
  readonly clock = new VirtualClock();
  readonly disk = new UnreliableDisk(seeded(1));
  readonly steps: string[] = [];
  readonly ledger: ChaosDrilled[] = [];
  /** Folders whose processes are alive, by id. */
  readonly processes = new Map<number, string>();
  readonly armed: UndoRecord[] = [];
  disarmed = 0;
  readonly chaos: Chaos;
  /** What is done at a step, such as dying there. */
  onStep: (step: string) => void = () => undefined;

  constructor(
    sabotage: Sabotage = {},
    options: {
      readonly cards?: readonly Card[];
      readonly clings?: boolean;
      readonly slowdown?: number;
    } = {},
  ) {
    const { clock, disk } = this;
    let drills = 0;
    this.chaos = createChaos({
      ...{ clock, place, cards: options.cards ?? cards },
      slowdown: () => options.slowdown ?? 1,
      halt: openHalt(haltFile, disk, clock),
      book: openUndoBook(book, disk),
      undo: {
        disk,
        processes: {
          within: (folder) =>
            Promise.resolve([...this.processes].filter(([, at]) => at === folder).map(([pid]) => pid)),
          kill: (pid) => {
            if (options.clings !== true) this.processes.delete(pid);
          },
        },
        pause: () => Promise.resolve(),
      },
      ledger: openLedger({
        append: (_topic, payload) => {
          this.ledger.push(chaosDrilledSchema.parse(payload));
          return Promise.resolve({ seq: this.ledger.length, timeMs: 0 });
        },
        read: async (_options, see) => {
          await see(
            this.ledger.map((payload, index) => ({
              ...{ seq: index + 1, timeMs: 0, topic: 'chaos.drilled', payload },
              ...{ payloadHash: '', prev: '', hash: '', payloadBytes: 0 },
            })),
          );
          return { lastSeq: this.ledger.length };
        },
      }),
      claim: () => Promise.resolve({ release: () => Promise.resolve() }),
      newId: () => `n${(drills += 1)}`,
      armDeadMan: (record) => {
        this.armed.push(record);
        return Promise.resolve({ disarm: () => Promise.resolve(void (this.disarmed += 1)) });
      },
      openSubject: async (folder) => {
        this.processes.set(10, folder);
        const grace = new FakeGrace(folder, clock, disk, sabotage);
        await grace.begin();
        return grace;
      },
    });
  }

  async begin(): Promise<this> {
    for (const folder of ['/person', place, book]) await this.disk.makeFolder(folder);
    return this;
  }

  /** Lets time pass until the work is done. */
  async through<T>(work: Promise<T>): Promise<T> {
    const done = { yet: false };
    const over = () => void (done.yet = true);
    work.then(over, over);
    while (!done.yet) await this.clock.advance(10);
    return work;
  }

  /** One drill of a card. */
  async drill(card: Card, seed = 1): Promise<ChaosDrilled> {
    const request = { cards: [card.id], seeds: [seed] };
    const answer = await this.through(this.chaos.run(request, this.listener, signal));
    if ('kind' in answer) throw new Error(answer.message);
    return answer.drills[0] ?? refusedDrill();
  }

  get listener() {
    return {
      onStep: (_card: string, _seed: number, step: string) => {
        this.steps.push(step);
        this.onStep(step);
      },
      onDrilled: () => undefined,
    };
  }

  /** What lies where drills are and should not be there between them. */
  async residue(): Promise<readonly string[]> {
    const names = [...(await this.disk.list(place)), ...(await this.disk.list(join(book, 'undo')))];
    return [...names.map(({ name }) => name), ...[...this.processes.keys()].map(String)];
  }
}

function refusedDrill(): never {
  throw new Error(refused('There was no drill.').message);
}
