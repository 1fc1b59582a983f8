import { defineCheat, type Sighting } from '../rule.ts';
import { settingEdits, type Setting, type SettingEdits } from '../settings.ts';

/** The compiler is told to look at less, or less closely. */
export const loosenedCompiler = defineCheat({
  id: 'loosened_compiler',
  title: 'The compiler is told to look at less',
  severity: 'cheat',
  *find(change) {
    const edits = settingEdits(change, 'compiler config', /^$/);
    yield* looser(edits);
    for (const { path, place, before, after } of change.files) {
      const moved = change.after.some(
        (side) => side.place === 'compiler config' && side.text === before?.text,
      );
      if (place === 'compiler config' && before && !after && !moved) {
        yield { file: path, line: 1, message: 'A compiler configuration is deleted.' };
      }
    }
  },
});

const strictFamily =
  /^(noImplicitAny|strictNullChecks|strictFunctionTypes|strictBindCallApply|strictPropertyInitialization|strictBuiltinIteratorReturn|noImplicitThis|alwaysStrict|useUnknownInCatchVariables)$/;
const strict =
  /^(strict|noUncheckedIndexedAccess|exactOptionalPropertyTypes|noImplicitReturns|noImplicitOverride|noFallthroughCasesInSwitch|noPropertyAccessFromIndexSignature|noUnusedLocals|noUnusedParameters|noUncheckedSideEffectImports|checkJs|noEmitOnError|forceConsistentCasingInFileNames|isolatedModules|isolatedDeclarations|verbatimModuleSyntax|erasableSyntaxOnly)$/;
const loose =
  /^(skipLibCheck|skipDefaultLibCheck|noCheck|suppressImplicitAnyIndexErrors|suppressExcessPropertyErrors|allowUnreachableCode|allowUnusedLabels|noStrictGenericChecks|keyofStringsOnly)$/;

function* looser({ gained, lost, before, after }: SettingEdits): Iterable<Sighting> {
  // Shared configurations that are strict by name stand for the flags they replace.
  const inherits = gained.some(
    ({ path, value }) => /^extends(\[\])?$/.test(path) && /^"@[^"]*strict/.test(value),
  );
  const nowStrict = inherits || after.some(({ name, value }) => name === 'strict' && value === 'true');
  for (const found of lost) {
    // A configuration that is deleted is told once.
    if (!after.some(({ side }) => side.path === found.side.path)) continue;
    const covered = strictFamily.test(found.name) && nowStrict && !isGained(gained, found.name);
    const weaker =
      ((strict.test(found.name) && !inherits) || strictFamily.test(found.name)) &&
      found.value === 'true' &&
      !covered;
    if (weaker) yield said(found, `\`${found.name}\` is no longer on`);
    if (/^(include|files)\[\]$/.test(found.path) || /^references\[\]/.test(found.path)) {
      yield said(found, `${found.value} is no longer checked`);
    }
    if (/^extends(\[\])?$/.test(found.path)) yield said(found, `it no longer extends ${found.value}`);
  }
  for (const found of gained) {
    if (loose.test(found.name) && found.value === 'true')
      yield said(found, `\`${found.name}\` is switched on`);
    const off = (strict.test(found.name) || strictFamily.test(found.name)) && found.value === 'false';
    const was = before.some(({ name, value }) => name === found.name && value === 'true');
    if (off && !was) yield said(found, `\`${found.name}\` is switched off`);
    if (found.path === 'exclude[]') yield said(found, `${found.value} is left out`);
  }
}

function isGained(gained: readonly Setting[], name: string): boolean {
  return gained.some((setting) => setting.name === name && setting.value === 'false');
}

function said({ side, line }: Setting, what: string): Sighting {
  return { file: side.path, line, message: `The compiler is told to look at less: ${what}.` };
}
