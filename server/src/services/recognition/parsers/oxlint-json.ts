import { readOxlint } from '../../reports/index.ts';
import { jsonReport } from './json-report.ts';

/** oxlint with `--format=json`. */
export const oxlintJson = jsonReport('oxlint', '{ "diagnostics": [', readOxlint);
