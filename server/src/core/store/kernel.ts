import { defineKernel } from '../kernel/index.ts';
import { openStore, type StoreOptions } from './open-store.ts';

/**
 * `store`: opened and filled in the background, so that nobody waits for it who does not ask it. Ready when it holds all that
 * is durable and takes what is written.
 */
export const storeKernel = defineKernel({
  id: 'store',
  dependsOn: ['immutable_log'],
  start(options: StoreOptions, lifetime) {
    const store = openStore(options);
    lifetime.own('store', { dispose: () => store.close() });
    store.start();
    return Promise.resolve({
      service: store,
      isReady: async (signal) => (await store.probe(signal)) ?? 'ready',
      async beat() {
        // While it is built anew, the records it has applied are its beat.
        if (store.condition().state === 'ready') await store.touch();
        return store.activity();
      },
      lacks: () => store.condition().trouble,
    });
  },
});
