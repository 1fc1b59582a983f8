/** How one body of real TypeScript becomes a project without problems: where it is from, and what its copy needs. */
export interface Recipe {
  readonly name: string;
  /** How many in a thousand are drawn from here. Fewer of what takes the compiler long: a class of ts-morph is used by all. */
  readonly share: number;
  readonly from: PackageOrigin | CheckoutOrigin;
  /** `compilerOptions` of the copy's `tsconfig.json`, beside those of every copy. */
  readonly options: Readonly<Record<string, unknown>>;
  /** Left out of the project, relative to the copy. */
  readonly exclude: readonly string[];
  /** Packages whose types the sources need, as `name@version`. */
  readonly packages: readonly string[];
  /** What the text of a file needs before the compiler has no complaint, and why. */
  readonly mend?: { readonly why: string; readonly text: (path: string, text: string) => string };
}

/** A package that ships its TypeScript in `src`: `npm pack` gets it. */
interface PackageOrigin {
  readonly kind: 'package';
  readonly specifier: string;
}

/** A repository that `GRACE_BENCH_SOURCES` has a checkout of, and the folder in it that holds `src`. */
interface CheckoutOrigin {
  readonly kind: 'checkout';
  readonly repository: string;
  readonly commit: string;
  readonly folder: string;
}

/** Changes whenever a copy would come out different, so that an old one is not taken for it. */
export const recipesVersion = 2;

/** The first line of a file that takes part in the project, but is not checked: nothing is drawn from it. */
export const unchecked = '// @ts-nocheck';

export const recipes: readonly Recipe[] = [
  {
    name: 'rxjs',
    share: 567,
    from: { kind: 'package', specifier: 'rxjs@7.8.2' },
    options: {
      target: 'esnext',
      module: 'preserve',
      lib: ['esnext', 'dom'],
      types: [],
      noImplicitReturns: true,
      stripInternal: true,
      paths: { rxjs: ['./src/index'], 'rxjs/*': ['./src/*'] },
    },
    // The web socket does not type-check against the DOM library of TypeScript 6.
    exclude: [
      'src/internal/umd.ts',
      'src/webSocket',
      'src/internal/observable/dom/webSocket.ts',
      'src/internal/observable/dom/WebSocketSubject.ts',
    ],
    packages: [],
  },
  {
    name: 'zod',
    share: 399,
    from: { kind: 'package', specifier: 'zod@4.6.7' },
    options: {
      target: 'es2020',
      module: 'nodenext',
      lib: ['es2020', 'dom'],
      types: [],
      exactOptionalPropertyTypes: true,
      noUnusedLocals: true,
      noUnusedParameters: true,
      noImplicitReturns: true,
      noImplicitOverride: true,
      noFallthroughCasesInSwitch: true,
      esModuleInterop: true,
      isolatedModules: true,
      customConditions: ['@zod/source'],
    },
    exclude: ['src/**/tests/**', 'src/**/benchmarks/**'],
    packages: [],
  },
  {
    name: 'ts-morph',
    share: 36,
    from: {
      kind: 'checkout',
      repository: 'https://github.com/dsherret/ts-morph',
      commit: '699815f5',
      folder: 'packages/ts-morph',
    },
    options: {
      target: 'es2022',
      module: 'preserve',
      types: ['node'],
      noImplicitReturns: true,
      noFallthroughCasesInSwitch: true,
      esModuleInterop: true,
    },
    exclude: ['src/tests/**'],
    packages: [
      '@ts-morph/common@0.29.0',
      'code-block-writer@13.0.3',
      'conditional-type-checks@1.0.6',
      '@types/node@22',
    ],
    mend: {
      why: 'eight bases of mixins get the type that its published declarations give them, for TypeScript 5.9 and 6 no longer infer it; Node.ts, whose type guards take as long as everything else together, is not checked and nothing is drawn from it',
      text: (path, text) =>
        path === 'src/compiler/ast/common/Node.ts' ? `${unchecked}\n${text}` : withTypeOfMixins(path, text),
    },
  },
];

const mixins = new Set(
  [
    'expression/YieldExpression',
    'jsx/JsxExpression',
    'module/ExportAssignment',
    'name/Identifier',
    'name/PrivateIdentifier',
    'statement/ExpressionStatement',
    'statement/ForOfStatement',
    'type/ConstructorTypeNode',
  ].map((file) => `src/compiler/ast/${file}.ts`),
);

/** `const B = One(Two(Base))` becomes `const B: Constructor<One> & Constructor<Two> & typeof Base = One(Two(Base))`. */
function withTypeOfMixins(path: string, text: string): string {
  if (!mixins.has(path)) return text;
  return text.replace(
    /^export const (\w+Base) = ([\w(]+)(\)+);$/m,
    (_line, name: string, calls: string, close: string) => {
      const names = calls.split('(');
      const base = names.pop() ?? '';
      const constructors = names.map((mixin) => `import("../../../types").Constructor<${mixin}>`);
      return `export const ${name}: ${[...constructors, `typeof ${base}`].join(' & ')} = ${calls}${close};`;
    },
  );
}
