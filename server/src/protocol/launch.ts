/**
 * Flags of the engine with which an editor starts `dist/server.js`. Without a bound, the half spaces of the engine's young
 * generation grow to 16 MB while the program comes up, although next to nothing of that lives: 13 MB of resident memory,
 * for no time that could be measured.
 */
export const serverFlags: readonly string[] = ['--max-semi-space-size=4'];
