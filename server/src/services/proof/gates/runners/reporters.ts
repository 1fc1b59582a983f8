/**
 * Reporter files of ours, by name: for runners whose own machine-readable report lacks the file of a test or is not
 * written as the run goes. They lie beside the sandbox, never in the workspace, and write the lines that
 * `parseJsonLines` reads. They run in the workspace's Node, so they use nothing newer than Node 18.
 */
export const reporterFiles: Readonly<Record<string, string>> = {
  'mocha.cjs': `'use strict';
const { appendFileSync, writeFileSync } = require('node:fs');
const report = process.env.GRACE_TEST_REPORT;
const say = (record) => appendFileSync(report, JSON.stringify(record) + '\\n');
const message = (error) => String((error && (error.message || error.stack)) || error);
module.exports = class GraceReporter {
  constructor(runner) {
    writeFileSync(report, '');
    const test = (state) => (one, error) => {
      if (one.type === 'hook') {
        say({ kind: 'suite-error', file: one.file || (one.parent && one.parent.file), message: one.fullTitle() + ': ' + message(error) });
        return;
      }
      say({ kind: 'test', file: one.file, name: one.fullTitle(), state, message: error && message(error) });
    };
    runner.on('pass', test('passed'));
    runner.on('fail', test('failed'));
    runner.on('pending', test('skipped'));
    runner.once('end', () => say({ kind: 'end' }));
  }
};
`,
  'node-test.mjs': `const message = (error) => String((error && ((error.cause && error.cause.message) || error.message)) || error);
export default async function* graceReporter(source) {
  const parents = [];
  for await (const { type, data } of source) {
    if (type === 'test:start') parents[data.nesting] = data.name;
    if (type !== 'test:pass' && type !== 'test:fail') continue;
    const details = data.details || {};
    const error = details.error;
    const isFile = data.nesting === 0 && data.line === 1 && data.column === 1 && data.file && (data.file === data.name || data.file.endsWith('/' + data.name) || data.file.endsWith('\\\\' + data.name));
    if (details.type === 'suite' || (error && error.failureType === 'subtestsFailed')) {
      if (error && error.failureType === 'hookFailed') yield line({ kind: 'suite-error', file: data.file, message: data.name + ': ' + message(error) });
      continue;
    }
    if (isFile) {
      if (type === 'test:fail' && !data.skip) yield line({ kind: 'suite-error', file: data.file, message: message(error) });
      continue;
    }
    const name = [...parents.slice(0, data.nesting), data.name].join(' > ');
    const state = data.skip !== undefined && data.skip !== false ? 'skipped' : data.todo !== undefined && data.todo !== false ? 'skipped' : type === 'test:pass' ? 'passed' : 'failed';
    yield line({ kind: 'test', file: data.file, name, state, ...(type === 'test:fail' ? { message: message(error) } : {}) });
  }
  yield line({ kind: 'end' });
}
const line = (record) => JSON.stringify(record) + '\\n';
`,
};
