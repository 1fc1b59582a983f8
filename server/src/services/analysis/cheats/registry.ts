import type { CheatRule } from './rule.ts';
import { ambientShim } from './rules/ambient-shim.ts';
import { anyType } from './rules/any-type.ts';
import { changedExpectation } from './rules/changed-expectation.ts';
import { changedSnapshot } from './rules/changed-snapshot.ts';
import { constantCondition } from './rules/constant-condition.ts';
import { coverageIgnore } from './rules/coverage-ignore.ts';
import { deletedBranch } from './rules/deleted-branch.ts';
import { deletedCode } from './rules/deleted-code.ts';
import { deletedTest } from './rules/deleted-test.ts';
import { droppedAwait } from './rules/dropped-await.ts';
import { dynamicCode } from './rules/dynamic-code.ts';
import { emptiedFunction } from './rules/emptied-function.ts';
import { emptyTest } from './rules/empty-test.ts';
import { environmentCheck } from './rules/environment-check.ts';
import { hiddenFile } from './rules/hidden-file.ts';
import { loosenedCompiler } from './rules/loosened-compiler.ts';
import { loosenedDependency } from './rules/loosened-dependency.ts';
import { loosenedLint } from './rules/loosened-lint.ts';
import { loosenedScript } from './rules/loosened-script.ts';
import { loosenedTests } from './rules/loosened-tests.ts';
import { loosenedType } from './rules/loosened-type.ts';
import { mockedSubject } from './rules/mocked-subject.ts';
import { nonNullAssertion } from './rules/non-null-assertion.ts';
import { processExit } from './rules/process-exit.ts';
import { raisedLimit } from './rules/raised-limit.ts';
import { removedExport } from './rules/removed-export.ts';
import { replacedTestApi } from './rules/replaced-test-api.ts';
import { skippedTest } from './rules/skipped-test.ts';
import { specialCase } from './rules/special-case.ts';
import { stubbedFunction } from './rules/stubbed-function.ts';
import { suppressionComment } from './rules/suppression-comment.ts';
import { swallowedError } from './rules/swallowed-error.ts';
import { uncheckedCast } from './rules/unchecked-cast.ts';
import { unexaminedFile } from './rules/unexamined-file.ts';
import { unreachableCode } from './rules/unreachable-code.ts';
import { vacuousAssertion } from './rules/vacuous-assertion.ts';
import { weakenedAssertion } from './rules/weakened-assertion.ts';
import { weakenedPipeline } from './rules/weakened-pipeline.ts';

/** Every rule, by id. */
export const cheatRules: readonly CheatRule[] = [
  ambientShim,
  anyType,
  changedExpectation,
  changedSnapshot,
  constantCondition,
  coverageIgnore,
  deletedBranch,
  deletedCode,
  deletedTest,
  droppedAwait,
  dynamicCode,
  emptiedFunction,
  emptyTest,
  environmentCheck,
  hiddenFile,
  loosenedCompiler,
  loosenedDependency,
  loosenedLint,
  loosenedScript,
  loosenedTests,
  loosenedType,
  mockedSubject,
  nonNullAssertion,
  processExit,
  raisedLimit,
  removedExport,
  replacedTestApi,
  skippedTest,
  specialCase,
  stubbedFunction,
  suppressionComment,
  swallowedError,
  uncheckedCast,
  unexaminedFile,
  unreachableCode,
  vacuousAssertion,
  weakenedAssertion,
  weakenedPipeline,
];
