import { readBiome } from '../../reports/index.ts';
import { jsonReport } from './json-report.ts';

/** Biome with `--reporter=json`. */
export const biomeJson = jsonReport('biome', '{"summary":{', readBiome);
