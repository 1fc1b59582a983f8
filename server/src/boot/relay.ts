import {
  Emitter,
  isCancelled,
  refusedForNow,
  toDisposable,
  type Disposable,
  type Listen,
  type Refusal,
} from '../base/index.ts';

type Method = (...args: never[]) => unknown;

/** What is asked of a service and takes its time; what is answered where the service is not there. */
type Asks<Service> = {
  readonly [
    Name in keyof Service as Service[Name] extends (...args: never[]) => Promise<unknown> ? Name : never
  ]: Service[Name] extends (...args: never[]) => Promise<infer Answer>
    ? Refusal extends Answer
      ? 'refuse'
      : 'throw'
    : never;
};

type Events<Service> = {
  [Name in keyof Service]: Service[Name] extends Listen<void> ? Name : never;
}[keyof Service];

/** Everything else of a service, as it is before there is one. */
type AtOnce<Service> = Omit<Service, keyof Asks<Service> | Events<Service>>;

export interface RelayOptions<Service extends object> {
  readonly asks: Asks<Service>;
  readonly events?: readonly Events<Service>[];
  readonly before: AtOnce<Service>;
  /** Used where the service does not come: what can be done without it. */
  readonly without?: Partial<Pick<Service, keyof Asks<Service> & keyof Service>>;
  /** Resolves when the service is there, or with a sentence why it does not come. */
  readonly arrival: (relay: RelayState) => Promise<Refusal | undefined>;
}

export interface RelayState {
  isThere(): boolean;
  /** It was there before, or is. */
  wasThere(): boolean;
}

/**
 * A service that outlives the part that gives it: whoever holds it uses the one that runs at the moment of the question. A
 * question waits a moment for a part that is on its way, and is answered with a sentence where it does not come.
 */
export class Relay<Service extends object> {
  readonly service: Service;
  readonly #options: RelayOptions<Service>;
  readonly #emitters = new Map<PropertyKey, Emitter<unknown>>();
  #current: Service | undefined;
  #last: Service | undefined;

  constructor(options: RelayOptions<Service>) {
    this.#options = options;
    for (const name of options.events ?? []) this.#emitters.set(name, new Emitter());
    const asks = options.asks as Readonly<Record<PropertyKey, 'refuse' | 'throw' | undefined>>;
    const members = new Map<PropertyKey, unknown>();
    for (const name of Object.keys(asks)) members.set(name, this.#asking(name, asks[name] ?? 'throw'));
    for (const [name, emitter] of this.#emitters) members.set(name, emitter.event);
    this.service = new Proxy({} as Service, {
      get: (_target, name) => members.get(name) ?? this.#atOnce(name),
      // Whoever spreads it gets what it has now.
      ownKeys: () => [...new Set([...members.keys(), ...Object.keys(options.before)])] as string[],
      getOwnPropertyDescriptor: (_target, name) => ({
        configurable: true,
        enumerable: true,
        value: members.get(name) ?? this.#atOnce(name),
      }),
    });
  }

  /** The service that runs now. */
  get current(): Service | undefined {
    return this.#current;
  }

  /** Uses this one from now on, until it is disposed of. */
  adopt(service: Service): Disposable {
    this.#current = service;
    this.#last = service;
    const listening = [...this.#emitters].map(([name, emitter]) => {
      const listen = Reflect.get(service, name) as Listen<unknown>;
      return listen((value) => emitter.fire(value));
    });
    // What there is to say may be something else than what the one before said.
    for (const emitter of this.#emitters.values()) emitter.fire(undefined);
    return toDisposable(() => {
      for (const each of listening) each.dispose();
      if (this.#current === service) this.#current = undefined;
    });
  }

  #atOnce(name: PropertyKey): unknown {
    const from = this.#current ?? this.#last ?? this.#options.before;
    const member: unknown = Reflect.get(from, name);
    return typeof member === 'function' ? (member as Method).bind(from) : member;
  }

  #asking(name: PropertyKey, absence: 'refuse' | 'throw') {
    const state: RelayState = {
      isThere: () => this.#current !== undefined,
      wasThere: () => this.#last !== undefined,
    };
    return async (...args: never[]): Promise<unknown> => {
      const why = this.#current ? undefined : await this.#options.arrival(state);
      const from = this.#current ?? this.#options.without;
      const method = from && (Reflect.get(from, name) as Method | undefined);
      if (!method) return absent(absence, why?.message ?? 'This part of Grace does not run now: try again.');
      try {
        return await method.apply(from, args);
      } catch (thrown) {
        if (!isCancelled(thrown) || args.some(isFired) || this.#current === from) throw thrown;
        return absent(absence, 'The part of Grace that answers was started anew meanwhile: try again.');
      }
    };
  }
}

function isFired(argument: unknown): boolean {
  return argument instanceof AbortSignal && argument.aborted;
}

function absent(absence: 'refuse' | 'throw', message: string): Refusal {
  if (absence === 'throw') throw new Error(message);
  return refusedForNow(message);
}
