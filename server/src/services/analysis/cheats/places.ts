/** What a path says about a file, as far as honesty depends on it. */
export type Place =
  | 'source'
  | 'test'
  | 'snapshot'
  | 'compiler config'
  | 'lint config'
  | 'test config'
  | 'manifest'
  | 'pipeline'
  | 'ignore list'
  | 'other';

/** The first pattern that matches decides. */
const places: readonly (readonly [Place, RegExp])[] = [
  ['pipeline', /(^|\/)\.(github|circleci|husky|git|vscode|gitlab|buildkite)\//],
  [
    'pipeline',
    /(^|\/)(\.gitlab-ci\.ya?ml|azure-pipelines\.ya?ml|\.travis\.ya?ml|Jenkinsfile|bitbucket-pipelines\.yml)$/,
  ],
  [
    'pipeline',
    /(^|\/)(\.?lefthook[\w.-]*|\.?lint-?staged(rc)?[\w.-]*|\.pre-commit-config\.yaml|\.npmrc|[^/]+\.code-workspace)$/,
  ],
  ['snapshot', /(^|\/)__(image_)?snapshots?__\/|\.snap(\.\w+)?$|\.approved\.\w+$/],
  ['ignore list', /(^|\/)\.(git|eslint|prettier|biome|oxlint|oxlintrc|stylelint|npm|docker)ignore$/],
  ['manifest', /(^|\/)package\.json$/],
  ['compiler config', /(^|\/)[tj]sconfig([.-][^/]*)?\.json$/],
  [
    'lint config',
    /(^|\/)(eslint\.config\.[mc]?[tj]s|\.eslintrc(\.\w+)?|biome\.jsonc?|\.?oxlintrc\.jsonc?|oxlint\.config\.\w+|tslint\.json)$/,
  ],
  [
    'test config',
    /(^|\/)((vite|vitest|jest|ava|playwright|cypress)\.config(\.[\w.-]+)?\.\w+|(vitest|jest)\.(workspace|projects|preset)\.\w+|jest-preset\.json|\.mocharc(\.\w+)?|\.(nyc|c8)rc(\.\w+)?|\.taprc|mocha\.opts)$/,
  ],
  [
    'test',
    /(^|\/)(__tests__|__mocks__|tests?|specs?|e2e)\/|[.-](test|spec|e2e|cy)(-d)?\.[mc]?[tj]sx?$|(^|\/)(test|vitest[.-]setup|jest[.-]setup|setup-?tests?)\.[mc]?[tj]sx?$/i,
  ],
  ['source', /\.([mc]?[tj]s|[tj]sx|vue|svelte|astro)$/],
];

export function placeOf(path: string): Place {
  return places.find(([, pattern]) => pattern.test(path))?.[0] ?? 'other';
}

/** Names that test runners pick up by themselves; a file that loses such a name is no longer run. */
export function isTestFileName(path: string): boolean {
  return /[._-](test|spec|e2e|cy)\.[mc]?[tj]sx?$|(^|\/)(test|__tests__)\/[^/]*\.[mc]?[tj]sx?$|(^|\/)test[-_.][^/]*\.[mc]?[tj]sx?$/i.test(
    path,
  );
}
