import { readEslint } from '../../reports/index.ts';
import { jsonReport } from './json-report.ts';

/** ESLint with `--format json`. */
export const eslintJson = jsonReport('eslint', '[{"filePath":', readEslint);
