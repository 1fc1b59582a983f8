import type { SecretProvider } from './secrets.ts';

/** Secrets of a command: variables of the environment it was started in. */
export function environmentSecrets(variables: Readonly<Record<string, string | undefined>>): SecretProvider {
  return {
    isAtHand: true,
    howToGive: (name) => `Set it in the environment of this command: ${name}=….`,
    read: (name) => Promise.resolve(Object.hasOwn(variables, name) ? variables[name] : undefined),
  };
}
