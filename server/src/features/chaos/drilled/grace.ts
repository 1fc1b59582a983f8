import { isRefusal, messageOf, refused, withCancel, type Clock, type Refusal } from '../../../base/index.ts';
import type { Log } from '../../../core/log/index.ts';
import type { DiskPort } from '../../../core/ports/index.ts';
import type { EngineHost } from '../../../core/store/index.ts';
import { logVerifySchema, methods } from '../../../protocol/index.ts';
import { limits } from '../limits.ts';
import type { HealthLook, Levers, Look, RecordLook, Subject, Verified } from '../subject.ts';
import { readHealth } from './health.ts';
import type { DrillPlace, Launcher, ServedGrace } from './launcher.ts';
import { Pending } from './pending.ts';
import { folderUri, introduce, offersOf, pick, pointsOf } from './questions.ts';
import { contradictionOf } from './contradiction.ts';

export interface GracePorts {
  readonly disk: DiskPort;
  readonly clock: Clock;
  readonly launcher: Launcher;
  readonly place: DrillPlace;
  readonly stateFolder: string;
  /** Its log as it is on the disk, to be read and nothing else. */
  readonly log: () => Log;
  databaseAt(path: string): EngineHost;
}

/** A real Grace under drill: asked as an editor asks, read as `grace log` reads. */
export class DrilledGrace implements Subject {
  readonly levers: Levers;
  readonly #ports: GracePorts;
  #served: ServedGrace | undefined;
  readonly #offers: Pending<string>;
  readonly #points: Pending<string>;
  readonly #health: Pending<HealthLook>;
  #log: Log;
  #seenSeq = 0;
  #said: readonly string[] = [];
  #written = 0;

  constructor(ports: GracePorts) {
    this.#ports = ports;
    this.#log = ports.log();
    this.#offers = new Pending(() => this.#asked((grace) => offersOf(grace, ports.place)));
    this.#points = new Pending(() => this.#asked(pointsOf));
    this.#health = new Pending(() => this.#asked(readHealth));
    const { disk, launcher, stateFolder, place } = ports;
    this.levers = {
      ...{ disk, stateFolder },
      processes: () => launcher.processes(place.folder),
      signal: (pid, name) => launcher.signal(pid, name),
      ask: (role) => this.#asked((grace) => (role === 'syntax' ? offersOf : pick)(grace, place)),
      records: (signal) => this.records(signal),
      now: () => ports.clock.monotonic(),
      pause: (ms, signal) => ports.clock.sleep(ms, signal),
      burn: (ms) => launcher.burn(place, ms),
      stop: () => this.#end(),
      start: async (signal) => {
        await this.begin(signal);
      },
    };
  }

  /** Starts it and opens its folder; a refusal when it does not answer. */
  async begin(signal: AbortSignal): Promise<Refusal | undefined> {
    const { launcher, place, clock } = this.#ports;
    const served = launcher.serve(place);
    if (isRefusal(served)) return served;
    this.#served = served;
    const beginning = new Pending(async () => {
      await introduce(served, place);
      return 'served';
    });
    const answer = await beginning.within(limits.steadyMsMax, clock, signal);
    return answer === undefined ? refused(served.takeSaid().join(' ') || 'it said nothing.') : undefined;
  }

  async look(signal: AbortSignal): Promise<Look> {
    const { clock } = this.#ports;
    const [offers, points, health, records] = await Promise.all([
      this.#offers.within(limits.answerMsMax, clock, signal),
      this.#points.within(limits.answerMsMax, clock, signal),
      this.#health.within(limits.answerMsMax, clock, signal),
      this.#newRecords(signal),
    ]);
    const said = [...this.#said, ...(this.#served?.takeSaid() ?? [])];
    this.#said = [];
    return {
      ...{ atMs: clock.monotonic(), records, said },
      ...(health === undefined ? {} : { health }),
      ...(offers === undefined ? {} : { offers }),
      ...(points === undefined ? {} : { points }),
    };
  }

  async write(signal: AbortSignal): Promise<number | Refusal> {
    const { clock, place } = this.#ports;
    this.#written += 1;
    const mark = `--pass=${this.#written}`;
    const commands = [{ gate: 'types', argv: ['npx', 'tsc', '--noEmit', mark], cwd: '' }];
    const params = { folder: folderUri(place), commands, approved: false };
    const asking = new Pending(() => this.#asked((grace) => grace.request(methods.approveTools, params)));
    if ((await asking.within(limits.answerMsMax, clock, signal)) === undefined)
      return refused('It did not answer.');
    const found = (await this.records(signal)).findLast(
      ({ topic, payload }) => topic === 'tools.denied' && JSON.stringify(payload).includes(mark),
    );
    return found?.seq ?? refused('What it was told is not in its log.');
  }

  async records(signal: AbortSignal): Promise<readonly RecordLook[]> {
    return this.#recordsAfter(0, this.#ports.log(), signal);
  }

  async verify(signal: AbortSignal): Promise<Verified> {
    const { launcher, place } = this.#ports;
    const { code, out, err } = await launcher.command(place, ['log', 'verify', '--json'], signal);
    const { data } = logVerifySchema.safeParse(parsed(out));
    if (code === 0 && data?.state === 'whole') return { isWhole: true, message: 'The log is whole.' };
    return { isWhole: false, message: data?.damage?.message ?? `grace log verify: ${out}${err}` };
  }

  contradiction(signal: AbortSignal): Promise<string | undefined> {
    return contradictionOf(this.#ports, signal);
  }

  async close(): Promise<void> {
    await this.#end();
    await this.#log.close();
  }

  async #end(): Promise<void> {
    const served = this.#served;
    this.#served = undefined;
    this.#offers.forget();
    this.#points.forget();
    this.#health.forget();
    await served?.end();
    this.#said = [...this.#said, ...(served?.takeSaid() ?? [])];
  }

  async #asked<T>(question: (grace: ServedGrace) => Promise<T>): Promise<T> {
    if (!this.#served) throw new Error('It does not run.');
    return question(this.#served);
  }

  /** What the log holds behind what was seen. A log that begins anew is seen from its beginning. */
  async #newRecords(signal: AbortSignal): Promise<readonly RecordLook[]> {
    const { lastSeq } = await this.#log.catchUp();
    if (lastSeq < this.#seenSeq) this.#seenSeq = lastSeq;
    if (lastSeq === this.#seenSeq) return [];
    const records = await this.#recordsAfter(this.#seenSeq, this.#log, signal);
    this.#seenSeq = records.at(-1)?.seq ?? this.#seenSeq;
    return records;
  }

  async #recordsAfter(afterSeq: number, log: Log, signal: AbortSignal): Promise<readonly RecordLook[]> {
    const records: RecordLook[] = [];
    const reading = log.read(
      { afterSeq },
      (entries) => {
        for (const { seq, hash, topic, payload } of entries) records.push({ seq, hash, topic, payload });
      },
      signal,
    );
    await withCancel(reading, signal);
    return records;
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (thrown) {
    return messageOf(thrown);
  }
}
