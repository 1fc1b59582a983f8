import { createClarity, type Clarity } from '../core/clarity/index.ts';
import type { Bus } from '../core/bus/index.ts';
import type { Log } from '../core/log/index.ts';
import type { Secrets } from '../core/secrets/index.ts';
import type { Settings } from '../core/settings/index.ts';
import type { Store } from '../core/store/index.ts';
import type { Batch, RefactorService, Tasks } from '../features/refactor/index.ts';
import { refusedForNow, type Refusal } from '../base/index.ts';
import type { KernelId, passingTopics } from '../protocol/index.ts';
import type { Analysis } from '../services/analysis/index.ts';
import type { Proof } from '../services/proof/index.ts';
import type { Knowledge } from '../services/recognition/index.ts';
import type { Restore } from '../services/restore/index.ts';
import type { WorkspaceFiles } from '../services/workspace/index.ts';
import { Relay, type RelayState } from './relay.ts';

/** The services of one workspace as everybody holds them, whichever kernel gives them just now. */
export type Relays = ReturnType<typeof createRelays>;

export interface RelayPorts {
  readonly root: string;
  /** Resolves when the kernel gives its service, or with why it does not. */
  readonly arrival: (id: KernelId, relay: RelayState) => Promise<Refusal | undefined>;
  /** The log as a file that is only looked at: what can be told when its kernel does not run. */
  readonly plainLog: Log;
  readonly warn: (message: string) => void;
}

export function createRelays({ root, arrival, plainLog, warn }: RelayPorts) {
  const from = (id: KernelId) => ({ arrival: (relay: RelayState) => arrival(id, relay) });
  const plainClarity = createClarity({ log: plainLog, warn });
  const restore = new Relay<Restore>({
    ...from('snapshots'),
    asks: { recover: 'throw', apply: 'refuse', begin: 'refuse', undo: 'refuse', list: 'throw' },
    before: {},
  });
  const relays = {
    log: new Relay<Log>({
      ...from('immutable_log'),
      asks: {
        ...{ append: 'refuse', appendUnless: 'refuse', erase: 'refuse', verify: 'refuse' },
        ...{ settled: 'throw', catchUp: 'throw', audit: 'throw', read: 'throw', close: 'throw' },
      },
      before: { activity: nothingDone },
      without: {
        catchUp: () => plainLog.catchUp(),
        read: (options, see, signal) => plainLog.read(options, see, signal),
        verify: (signal) => plainLog.verify(signal),
      },
    }),
    bus: new Relay<Bus<typeof passingTopics>>({
      ...from('message_bus'),
      asks: {
        ...{ publish: 'refuse', follow: 'refuse', consume: 'refuse', redeliver: 'refuse' },
        ...{ catchUp: 'throw', read: 'throw', close: 'throw' },
      },
      before: {
        subscribe: (_topic, { name }) => ({
          ...{ name, idle: resolved, close: resolved, dispose: () => undefined },
        }),
        recordOf: () => undefined,
        deadLetters: () => [],
        health: () => ({ topics: [], subscriptions: [], deadLetters: 0, deadLettersDropped: 0 }),
        beat: nothingDone,
      },
    }),
    store: new Relay<Store>({
      ...from('store'),
      asks: {
        ...{ find: 'refuse', rebuild: 'refuse', dump: 'refuse', probe: 'refuse' },
        ...{ neededFrom: 'throw', touch: 'throw', close: 'throw' },
      },
      before: {
        start: () => undefined,
        condition: () => ({ kind: 'memory', state: 'opening', appliedSeq: 0, rebuilds: 0 }),
        activity: nothingDone,
      },
    }),
    settings: new Relay<Settings>({
      ...from('config'),
      asks: { reload: 'throw', filesChanged: 'throw', follow: 'throw' },
      events: ['onDidChange'],
      before: {
        rules: unread,
        workspace: () => ({ services: undefined, tools: undefined, secrets: undefined }),
        word: () => ({ levels: {}, protect: new Map(), neverIntents: new Map(), neverActions: new Map() }),
        files: () => [],
        trouble: () => undefined,
        looks: () => ({ taken: 0, due: 0 }),
      },
    }),
    secrets: new Relay<Secrets>({
      ...from('secrets'),
      asks: { attest: 'throw', use: 'refuse', dispose: 'throw' },
      events: ['onDidChange'],
      before: {
        statuses: () => [],
        trouble: () => undefined,
        progress: () => ({ made: 0, due: 0 }),
      },
    }),
    clarity: new Relay<Clarity>({
      ...from('clarity'),
      asks: { decide: 'throw', explain: 'refuse' },
      before: { progress: nothingDone },
      without: {
        explain: (event, signal) => plainClarity.explain(event, signal),
        decide: () => Promise.resolve(undefined),
      },
    }),
    restore,
    knowledge: new Relay<Knowledge>({
      ...from('error_recognition'),
      asks: {
        ...{ search: 'throw', see: 'refuse', get: 'refuse', rename: 'refuse' },
        ...{ remediesFor: 'throw', tryRemedy: 'refuse', endAttempt: 'refuse', releaseRemedy: 'refuse' },
        ...{ merge: 'refuse', split: 'refuse', forget: 'refuse', export: 'throw', import: 'refuse' },
      },
      events: ['onDidChange'],
      before: { peek: () => undefined, progress: nothingDone },
    }),
    workspace: new Relay<WorkspaceFiles>({
      ...from('workspace'),
      asks: { describe: 'refuse', read: 'throw', locate: 'throw' },
      before: { root },
    }),
    analysis: new Relay<Analysis>({
      ...from('analysis'),
      asks: {
        ...{ intents: 'throw', offers: 'throw', find: 'throw', sourceFiles: 'throw', facts: 'throw' },
        ...{ edit: 'refuse', screen: 'refuse', dependentTests: 'throw', importLevels: 'throw' },
        ...{ importClosures: 'throw', bodies: 'throw' },
        dispose: 'throw',
      },
      before: {
        openDocument: () => undefined,
        changeDocument: () => undefined,
        closeDocument: () => undefined,
        filesChanged: () => undefined,
        debugInfo: () => 'No analysis process is running.',
      },
    }),
    proof: new Relay<Proof>({
      ...from('verification'),
      asks: { prove: 'throw', proveGroup: 'throw', format: 'throw', commands: 'refuse', dispose: 'throw' },
      before: {},
    }),
    refactor: new Relay<RefactorService>({
      ...from('refactor'),
      asks: {
        ...{ intents: 'throw', offers: 'throw', propose: 'refuse', prove: 'refuse', proposeAll: 'throw' },
        ...{ apply: 'refuse', proveTogether: 'refuse', applyTogether: 'refuse', undo: 'refuse' },
        ...{ restorePoints: 'throw', find: 'throw', approval: 'refuse', approve: 'throw' },
      },
      events: ['onDidChange'],
      before: { discard: () => undefined, get: () => undefined, list: () => [] },
      // What was applied can be taken back whatever else fails: it needs the restore points and nothing besides.
      without: {
        undo: (restorePoint, signal) => restore.service.undo(restorePoint, signal),
        restorePoints: () => restore.service.list(),
      },
    }),
    batch: new Relay<Batch>({ ...from('refactor'), asks: { find: 'throw', run: 'throw' }, before: {} }),
    tasks: new Relay<Tasks>({
      ...from('refactor'),
      asks: { serve: 'refuse', emit: 'refuse', follow: 'refuse' },
      before: {},
    }),
  };
  const decide: Clarity['decide'] = (decision) => relays.clarity.service.decide(decision);
  return { ...relays, decide };
}

const nothingDone = () => ({ moved: 0, owed: 0 });
const resolved = () => Promise.resolve();

/** Until the configuration is read, nothing is allowed that it might forbid. */
const whyUnread = () => refusedForNow('The configuration is not read yet: try again in a moment.');
const unread: Settings['rules'] = {
  proof: () => 'before',
  automatic: () => 'nothing',
  whyNoTools: whyUnread,
  whyNotWritten: whyUnread,
  whyNotIntent: whyUnread,
  whyNotAction: whyUnread,
};
