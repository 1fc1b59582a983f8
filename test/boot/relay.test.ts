import { expect, test } from 'vitest';
import { Cancelled, Emitter, refused, type Listen, type Refusal } from '../../server/src/base/index.ts';
import { Relay, type RelayState } from '../../server/src/boot/relay.ts';

interface Greeter {
  greet(name: string, signal?: AbortSignal): Promise<string>;
  order(what: string): Promise<string | Refusal>;
  names(): readonly string[];
  readonly onDidChange: Listen<void>;
}

function greeter(word: string, changed = new Emitter<void>()): Greeter {
  return {
    greet: (name) => Promise.resolve(`${word} ${name}`),
    order: (what) => Promise.resolve(what),
    names: () => [word],
    onDidChange: changed.event,
  };
}

function relayOf(
  arrival: (state: RelayState) => Promise<Refusal | undefined>,
  without?: Pick<Greeter, 'greet'>,
): Relay<Greeter> {
  return new Relay<Greeter>({
    ...(without ? { without } : {}),
    asks: { greet: 'throw', order: 'refuse' },
    events: ['onDidChange'],
    before: { names: () => [] },
    arrival,
  });
}

const gone = () => Promise.resolve(refused('It does not run now.'));

test('a question goes to the service that is there when it is asked', async () => {
  const relay = relayOf(gone);
  const { service } = relay;
  expect(relay.service.names()).toEqual([]);
  const first = relay.adopt(greeter('hello'));
  expect(await service.greet('Ada')).toBe('hello Ada');
  relay.adopt(greeter('good day'));
  expect(await service.greet('Ada')).toBe('good day Ada');
  // One that goes late takes nothing from the one that came after it.
  first.dispose();
  expect(relay.service.names()).toEqual(['good day']);
  expect(await service.greet('Ada')).toBe('good day Ada');
});

test('a question waits for a service that is on its way', async () => {
  const relay: Relay<Greeter> = relayOf(() => {
    relay.adopt(greeter('hello'));
    return Promise.resolve(undefined);
  });
  expect(await relay.service.greet('Ada')).toBe('hello Ada');
});

test('where none comes, it is refused or throws as its type allows, and what is known at once stays known', async () => {
  const relay = relayOf(gone);
  relay.adopt(greeter('hello')).dispose();
  expect(await relay.service.order('tea')).toMatchObject({ message: 'It does not run now.', passing: true });
  await expect(relay.service.greet('Ada')).rejects.toThrow('It does not run now.');
  expect(relay.service.names()).toEqual(['hello']);
});

test('a service that ends while it answers is not a cancellation that anybody asked for', async () => {
  const relay = relayOf(gone);
  const ending = relay.adopt({
    ...greeter('hello'),
    greet() {
      ending.dispose();
      return Promise.reject(new Cancelled());
    },
  });
  await expect(relay.service.greet('Ada')).rejects.toThrow('was started anew meanwhile');
  const asked = new AbortController();
  const cancelling = relay.adopt({
    ...greeter('hello'),
    greet() {
      cancelling.dispose();
      return Promise.reject(new Cancelled());
    },
  });
  asked.abort();
  await expect(relay.service.greet('Ada', asked.signal)).rejects.toThrow(Cancelled);
});

test('what can be done without the service is done without it, and only while it does not come', async () => {
  const relay = relayOf(gone, { greet: (name) => Promise.resolve(`nobody greets ${name}`) });
  expect(await relay.service.greet('Ada')).toBe('nobody greets Ada');
  expect(await relay.service.order('tea')).toMatchObject({ message: 'It does not run now.' });
  const here = relay.adopt(greeter('hello'));
  expect(await relay.service.greet('Ada')).toBe('hello Ada');
  here.dispose();
  expect(await relay.service.greet('Ada')).toBe('nobody greets Ada');
});

test('whoever is waited for is told whether it was there before, and whether it is now', async () => {
  const seen: (readonly [isThere: boolean, wasThere: boolean])[] = [];
  const relay: Relay<Greeter> = relayOf((state) => {
    seen.push([state.isThere(), state.wasThere()]);
    relay.adopt(greeter('hello'));
    seen.push([state.isThere(), state.wasThere()]);
    return Promise.resolve(undefined);
  });
  expect(await relay.service.greet('Ada')).toBe('hello Ada');
  relay.adopt(greeter('good day')).dispose();
  await relay.service.greet('Ada');
  expect(seen).toEqual([
    [false, false],
    [true, true],
    [false, true],
    [true, true],
  ]);
});

test('what a service throws, and a cancellation that it means, comes to whoever asked as it is', async () => {
  const relay = relayOf(gone);
  const failing = relay.adopt({ ...greeter('hello'), greet: () => Promise.reject(new Error('no voice')) });
  await expect(relay.service.greet('Ada')).rejects.toThrow('no voice');
  failing.dispose();
  const ending = relay.adopt({
    ...greeter('hello'),
    greet() {
      ending.dispose();
      return Promise.reject(new Error('no voice'));
    },
  });
  await expect(relay.service.greet('Ada')).rejects.toThrow('no voice');
  relay.adopt({ ...greeter('hello'), greet: () => Promise.reject(new Cancelled()) });
  await expect(relay.service.greet('Ada')).rejects.toThrow(Cancelled);
});

test('whoever spreads it has every member, with a service and without', async () => {
  const relay = relayOf(gone);
  expect(Object.keys({ ...relay.service }).sort()).toEqual(['greet', 'names', 'onDidChange', 'order']);
  const spread = { ...relay.service };
  relay.adopt(greeter('hello'));
  expect(await spread.greet('Ada')).toBe('hello Ada');
});

test('whoever listens hears every service, and that another one came', () => {
  const relay = relayOf(gone);
  let heard = 0;
  relay.service.onDidChange(() => void (heard += 1));
  const changed = new Emitter<void>();
  const first = relay.adopt(greeter('hello', changed));
  expect(heard).toBe(1);
  changed.fire();
  expect(heard).toBe(2);
  first.dispose();
  changed.fire();
  expect(heard).toBe(2);
  relay.adopt(greeter('good day'));
  expect(heard).toBe(3);
});
