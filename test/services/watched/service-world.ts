import { Emitter, failed, succeeded } from '../../../server/src/base/index.ts';
import type { ProgramExit, ProgramOutput } from '../../../server/src/core/ports/index.ts';
import type {
  ServicePlan,
  ServiceState,
  WatchedService,
} from '../../../server/src/services/watched/index.ts';
import { watchService } from '../../../server/src/services/watched/watch.ts';
import { VirtualClock } from '../../support/virtual-clock.ts';

/** One process of a service, as the test has it behave. */
export interface FakeProgram {
  readonly pid: number;
  print(text: string, stream?: ProgramOutput['stream']): void;
  exit(how: Partial<ProgramExit>): void;
  isAlive(): boolean;
}

/** A service on a clock that only the test moves. */
export class ServiceWorld {
  readonly clock = new VirtualClock();
  readonly programs: FakeProgram[] = [];
  readonly states: ServiceState[] = [];
  readonly failures: string[] = [];
  readonly lines: string[] = [];
  readonly service: WatchedService;
  /** What the address answers, and whether the port takes connections. */
  status: number | string = 'connect ECONNREFUSED';
  isOpen = false;
  isThere = true;
  #pid = 100;

  constructor(plan: Partial<ServicePlan> = {}) {
    this.service = watchService(
      { name: 'web', argv: ['node', 'web.js'], cwd: '', restart: 'on_failure', ...plan },
      {
        clock: this.clock,
        random: () => 1,
        folderOf: () => '/workspace',
        probes: {
          status: () => Promise.resolve(this.status),
          takesConnections: () => Promise.resolve(this.isOpen),
        },
        programs: {
          start: () =>
            Promise.resolve(
              this.isThere ? succeeded(this.#start()) : failed('not_found', 'node was not found.'),
            ),
        },
      },
    );
    this.service.onState((state) => void this.states.push(state));
    this.service.onFailure(({ reason }) => void this.failures.push(reason));
    this.service.onLine((line) => void this.lines.push(line));
  }

  get alive(): readonly FakeProgram[] {
    return this.programs.filter((program) => program.isAlive());
  }

  get program(): FakeProgram {
    const program = this.alive[0];
    if (!program) throw new Error(`Nothing runs: ${JSON.stringify(this.service.state())}`);
    return program;
  }

  names(): readonly string[] {
    return this.states.map(({ name }) => name);
  }

  async passes(ms: number): Promise<void> {
    await this.clock.advance(ms);
  }

  #start() {
    const output = new Emitter<ProgramOutput>();
    const exited = new Emitter<ProgramExit>();
    const pid = (this.#pid += 1);
    let isAlive = true;
    const exit = (how: Partial<ProgramExit>) => {
      if (!isAlive) return;
      isAlive = false;
      exited.fire({ exitCode: null, signal: null, ...how });
    };
    this.programs.push({
      pid,
      exit,
      print: (text, stream = 'stdout') => output.fire({ stream, text }),
      isAlive: () => isAlive,
    });
    return {
      ...{ pid, onOutput: output.event, onExit: exited.event },
      end() {
        exit({ signal: 'SIGTERM' });
        return Promise.resolve();
      },
      dispose: () => exit({ signal: 'SIGKILL' }),
    };
  }
}
