import { randomBytes } from 'node:crypto';
import { isCancelled, messageOf, type Disposable } from '../../base/index.ts';
import { busKernel } from '../../core/bus/index.ts';
import { clarityKernel } from '../../core/clarity/index.ts';
import type { BoundKernel } from '../../core/kernel/index.ts';
import { logKernel } from '../../core/log/index.ts';
import { logWithoutSecrets, secretsKernel, type Secrets } from '../../core/secrets/index.ts';
import { configKernel } from '../../core/settings/index.ts';
import { storeKernel } from '../../core/store/index.ts';
import { newId } from '../new-id.ts';
import type { KernelsPorts } from './ports.ts';
import { relayed } from './relayed.ts';

/** The kernels of tier 0. */
export function foundation(ports: KernelsPorts): readonly BoundKernel[] {
  const { around, relays, logParts } = ports;
  const { request, state, machine, disk, clock, warn, facts } = around;
  const { redactor } = request.secrecy;
  const settings = relays.settings.service;
  const common = { stateFolder: state.folder, disk, clock, ids: newId, warn };
  return [
    relayed(
      logKernel,
      () => logParts.log,
      (log) => relays.log.adopt(logWithoutSecrets(log, redactor)),
    ),
    relayed(
      busKernel,
      (of) => logParts.bus(of(logKernel)),
      (bus) => relays.bus.adopt(bus),
    ),
    relayed(
      storeKernel,
      (of) => logParts.store(of(logKernel)),
      (store) => relays.store.adopt(store),
    ),
    relayed(
      configKernel,
      () => ({ ...common, root: facts.root, machine }),
      (service) => relays.settings.adopt(service),
    ),
    relayed(
      secretsKernel,
      () => ({
        ...{ ...common, provider: request.secretProvider, redactor, randomBytes },
        record: (change) => logParts.record('secret.changed', change),
        required: () => (request.trusted() ? (settings.workspace().secrets?.required ?? []) : []),
      }),
      (secrets) => adoptSecrets(secrets, ports),
    ),
    relayed(
      clarityKernel,
      (of) => ({ log: logWithoutSecrets(of(logKernel), redactor), warn }),
      (clarity) => relays.clarity.adopt(clarity),
    ),
  ];
}

/** What is needed of secrets may be something else after the configuration changed. */
function adoptSecrets(secrets: Secrets, { relays, around }: KernelsPorts): Disposable {
  const end = new AbortController();
  const adopted = relays.secrets.adopt(secrets);
  const listening = relays.settings.service.onDidChange(() => {
    secrets.attest(end.signal).catch((thrown: unknown) => {
      if (!isCancelled(thrown)) around.warn(messageOf(thrown));
    });
  });
  return {
    dispose() {
      end.abort();
      listening.dispose();
      adopted.dispose();
    },
  };
}
