/** The miner promises a template for every line, whatever it is from, with an id that stays when the template becomes more general. */
export type { Variable } from './group.ts';
export { Miner, type Merge, type Template } from './miner.ts';
