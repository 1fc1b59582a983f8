import type { Case } from './case.mts';

const manifest = (fields: Record<string, unknown>) =>
  `${JSON.stringify({ name: 'shop', version: '1.0.0', ...fields }, null, 2)}\n`;

interface Fault {
  readonly id: string;
  readonly prose: string;
  readonly seed?: Case['seed'];
  readonly npm?: readonly [command: string, message: string, code?: string | undefined, file?: string];
  readonly pnpm?: readonly [command: string, message: string, code?: string | undefined, file?: string];
  readonly yarn?: readonly [command: string, message: string, code?: string | undefined, file?: string];
}

const quiet = 'npm install --no-audit --no-fund';

const faults: readonly Fault[] = [
  {
    id: 'missing-script',
    prose: 'A script is run that does not exist.',
    seed: { 'package.json': manifest({}) },
    npm: ['npm run build', 'Missing script: "build"'],
    pnpm: ['pnpm run build', 'Missing script: build', 'ERR_PNPM_NO_SCRIPT'],
    yarn: ['yarn run build', 'Command "build" not found.'],
  },
  {
    id: 'unknown-package',
    prose: 'A package is asked for that the registry does not have.',
    seed: { 'package.json': manifest({}) },
    npm: [
      `${quiet} no-such-package-of-ada`,
      'Not Found - GET https://registry.example/no-such-package-of-ada',
      'E404',
    ],
    pnpm: [
      'pnpm add no-such-package-of-ada',
      'GET https://registry.example/no-such-package-of-ada: Not Found - 404',
      'ERR_PNPM_FETCH_404',
    ],
    yarn: [
      'yarn add no-such-package-of-ada',
      'Couldn\'t find package "no-such-package-of-ada" on the "npm" registry.',
    ],
  },
  {
    id: 'unknown-version',
    prose: 'A version is asked for that was never published.',
    seed: { 'package.json': manifest({ dependencies: { 'left-pad': '99.0.0' } }) },
    npm: [quiet, 'No matching version found for left-pad@99.0.0.', 'ETARGET'],
    pnpm: [
      'pnpm install',
      'No matching version found for left-pad@99.0.0 while fetching it from https://registry.example/',
      'ERR_PNPM_NO_MATCHING_VERSION',
    ],
    yarn: ['yarn install', 'Couldn\'t find any versions for "left-pad" that matches "99.0.0"'],
  },
  {
    id: 'peer-conflict',
    prose: 'Two dependencies need different versions of a third.',
    seed: { 'package.json': manifest({ dependencies: { react: '17.0.2', 'react-dom': '18.2.0' } }) },
    npm: [quiet, 'unable to resolve dependency tree', 'ERESOLVE'],
    pnpm: ['pnpm install --strict-peer-dependencies', 'Unmet peer dependencies', 'ERR_PNPM_PEER_DEP_ISSUES'],
  },
  {
    id: 'broken-manifest',
    prose: 'The manifest is no JSON.',
    seed: { 'package.json': '{\n  "name": "shop",\n}\n' },
    npm: [
      quiet,
      'Invalid package.json: JSONParseError: Expected double-quoted property name in JSON at position 20 (line 3 column 1) while parsing "{\\n  \\"name\\": \\"shop\\",\\n}\\n"',
      'EJSONPARSE',
      'package.json',
    ],
    pnpm: [
      'pnpm install',
      'Expected double-quoted property name in JSON at position 20 (line 3 column 1) while parsing \'{  "name": "shop",}\' in /home/ada/shop/package.json',
      undefined,
      'package.json',
    ],
    yarn: [
      'yarn install',
      '/home/ada/shop/package.json: Expected double-quoted property name in JSON at position 20 (line 3 column 1)',
      'SyntaxError',
      'package.json',
    ],
  },
  {
    id: 'no-manifest',
    prose: 'There is no manifest.',
    seed: { 'package.json': undefined },
    npm: [
      'npm test',
      "Could not read package.json: Error: ENOENT: no such file or directory, open '/home/ada/shop/package.json'",
      'ENOENT',
      'package.json',
    ],
    pnpm: [
      'pnpm test',
      'No package.json (or package.yaml, or package.json5) was found in "/home/ada/shop".',
      'ERR_PNPM_NO_IMPORTER_MANIFEST_FOUND',
    ],
    yarn: ['yarn test', 'Couldn\'t find a package.json file in "/home/ada/shop"'],
  },
  {
    id: 'no-lockfile',
    prose: 'There is no lockfile where one must be.',
    seed: { 'package.json': manifest({ dependencies: { 'left-pad': '1.3.0' } }) },
    npm: ['npm ci', 'The `npm ci` command can only install with an existing package-lock.json or', 'EUSAGE'],
    pnpm: [
      'pnpm install --frozen-lockfile',
      'Cannot install with "frozen-lockfile" because pnpm-lock.yaml is absent',
      'ERR_PNPM_NO_LOCKFILE',
    ],
  },
  {
    id: 'integrity',
    prose: 'A package is not what the lockfile says.',
    seed: {
      'package.json': manifest({ dependencies: { 'left-pad': '1.3.0' } }),
      'package-lock.json': `${JSON.stringify({ name: 'shop', version: '1.0.0', lockfileVersion: 3, requires: true, packages: { '': { name: 'shop', version: '1.0.0', dependencies: { 'left-pad': '1.3.0' } }, 'node_modules/left-pad': { version: '1.3.0', integrity: `sha512-${'A'.repeat(86)}==` } } })}\n`,
      'yarn.lock': `# yarn lockfile v1\n\n\nleft-pad@1.3.0:\n  version "1.3.0"\n  resolved "REGISTRY/left-pad/-/left-pad-1.3.0.tgz#0000000000000000000000000000000000000000"\n  integrity sha512-${'A'.repeat(86)}==\n`,
    },
    npm: [
      `${quiet} --cache .npm-cache`,
      `sha512-${'A'.repeat(86)}== integrity checksum failed when using sha512: wanted sha512-${'A'.repeat(86)}== but got sha512-XI5MPzVNApjAyhQzphX8BkmKsKUxD4LdyK24iZeQGinBN9yTQT3bFlCBy/aVx2HrNcqQGsdot8ghrjyrvMCoEA==. (3619 bytes)`,
      'EINTEGRITY',
    ],
    yarn: [
      'yarn install --cache-folder .yarn-cache',
      `https://registry.example/left-pad/-/left-pad-1.3.0.tgz: Integrity check failed for "left-pad" (computed integrity doesn't match our records, got "sha512-XI5MPzVNApjAyhQzphX8BkmKsKUxD4LdyK24iZeQGinBN9yTQT3bFlCBy/aVx2HrNcqQGsdot8ghrjyrvMCoEA== sha1-W4o6d2Xf4AEmHd6RVYnngvjJTR4=")`,
    ],
  },
  {
    id: 'failing-script',
    prose: 'A script ends with an exit code.',
    seed: { 'package.json': manifest({ scripts: { lint: 'node -e "process.exit(3)"' } }) },
    pnpm: ['pnpm run lint', 'Command failed with exit code 3.', 'ELIFECYCLE'],
    yarn: ['yarn run lint', 'Command failed with exit code 3.'],
  },
  {
    id: 'failing-install',
    prose: 'The script of a dependency fails while it is installed.',
    seed: {
      'package.json': manifest({ dependencies: { press: 'file:./press' } }),
      'press/package.json': `${JSON.stringify({ name: 'press', version: '1.0.0', scripts: { install: 'node build.js' } })}\n`,
      'press/build.js': "console.error('no compiler found');\nprocess.exit(1);\n",
    },
    npm: [`${quiet} --install-links`, 'no compiler found', 'ELIFECYCLE'],
    yarn: ['yarn install', '/home/ada/shop/node_modules/press: Command failed.'],
  },
  {
    id: 'workspace-script',
    prose: 'The script of a workspace fails.',
    seed: {
      'package.json': manifest({ private: true, workspaces: ['till'] }),
      'till/package.json': `${JSON.stringify({ name: 'till', version: '1.0.0', scripts: { test: 'exit 2' } })}\n`,
    },
    npm: ['npm test --workspaces', 'Lifecycle script `test` failed with error:', 'ELIFECYCLE'],
  },
];

export const packageCases: readonly Case[] = faults.flatMap(({ id, prose, seed = {}, ...asked }) =>
  (['npm', 'pnpm', 'yarn'] as const).flatMap((tool): readonly Case[] => {
    const wanted = asked[tool];
    if (!wanted) return [];
    const [command, message, code, file] = wanted;
    return [
      {
        name: id,
        fault: `${tool} ${id}`,
        prose,
        project: 'empty',
        command,
        seed,
        expected: {
          tool,
          ...(code === undefined ? {} : { code }),
          message,
          ...(file === undefined ? {} : { file }),
        },
      },
    ];
  }),
);
