/** Debian packages that the tests need, the real editor above all; installed only where they are missing and we may. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { run } from './run.mts';

/** Git for the workspaces; what code-server's native modules are built with and against; the browser that shows it. */
const packages = [
  'git',
  ...['g++', 'make', 'pkg-config', 'python3'],
  ...['libkrb5-dev', 'libsecret-1-dev', 'libx11-dev', 'libxkbfile-dev'],
  'chromium',
] as const;

const statusFile = '/var/lib/dpkg/status';

/** Resolves to a sentence when something is missing that cannot be installed here. */
export async function ensureSystemPackages(): Promise<string | undefined> {
  if (process.platform !== 'linux' || !existsSync(statusFile)) return undefined;
  const missing = await missingPackages();
  if (missing.length === 0) return undefined;
  const command = `apt-get install -y --no-install-recommends ${missing.join(' ')}`;
  if (process.getuid?.() !== 0) {
    return `The tests need ${missing.join(', ')}. Install them with: sudo ${command}`;
  }
  const environment = { DEBIAN_FRONTEND: 'noninteractive' };
  await run(['apt-get', 'update', '-qq'], { env: environment });
  const code = await run(
    ['apt-get', 'install', '-y', '-qq', '--no-install-recommends', ...missing] as [string, ...string[]],
    { env: environment },
  );
  return code === 0 ? undefined : `These system packages could not be installed: ${missing.join(', ')}.`;
}

async function missingPackages(): Promise<readonly string[]> {
  const status = await readFile(statusFile, 'utf8');
  const installed = new Set(
    status
      .split('\n\n')
      .filter((entry) => /^Status: .* installed$/m.test(entry))
      .map((entry) => /^Package: (.+)$/m.exec(entry)?.[1]),
  );
  return packages.filter((name) => !installed.has(name));
}
