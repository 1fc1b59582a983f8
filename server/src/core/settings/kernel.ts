import { Emitter, isCancelled, isRefusal, messageOf, refused, type Refusal } from '../../base/index.ts';
import { workspaceConfigSchema } from '../../protocol/index.ts';
import { defineKernel } from '../kernel/index.ts';
import { openSettings } from './open.ts';
import { readConfig } from './read-config.ts';
import type { SettingsOptions } from './settings.ts';

/** `config`: what Grace may do here, read, watched and kept. It runs whatever the files hold: a broken one makes it careful. */
export const configKernel = defineKernel({
  id: 'config',
  dependsOn: [],
  async start(options: SettingsOptions, lifetime) {
    const settings = await openSettings(options, lifetime.signal);
    const exit = new Emitter<string>();
    lifetime
      .run('look at the files', (signal) => settings.follow(signal))
      .catch((thrown: unknown) => {
        if (!isCancelled(thrown)) exit.fire(`The files are not looked at any more: ${messageOf(thrown)}`);
      });
    return {
      service: settings,
      onExit: exit.event,
      async isReady(signal) {
        const judged = judgesSamples();
        if (isRefusal(judged)) return judged;
        await settings.reload(signal);
        return 'ready';
      },
      beat() {
        const { taken, due } = settings.looks();
        return Promise.resolve({ moved: taken, owed: due });
      },
      lacks: () => settings.trouble(),
    };
  },
});

const sound = 'access:\n  protect: [src/generated]\n';
const unsound = 'access:\n  protect: [src/generated]\n  edist: never\n';

/** Whether the reading still tells right from wrong, and where the wrong is. */
function judgesSamples(): 'ready' | Refusal {
  const right = readConfig(sound, workspaceConfigSchema);
  if (!('config' in right) || right.config.access?.protect?.[0] !== 'src/generated')
    return refused('A sound configuration is not understood: reinstall Grace.');
  const wrong = readConfig(unsound, workspaceConfigSchema);
  if ('config' in wrong || wrong[0]?.line !== 3 || wrong[0].column !== 3)
    return refused('A mistake in a configuration is not found: reinstall Grace.');
  return 'ready';
}
