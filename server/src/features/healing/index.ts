/** Healing promises repairs by playbooks: chosen by what is known, taken back where they do not help, and judged by the symptom. */
export { openShelf, type Shelf } from './playbooks/shelf.ts';
