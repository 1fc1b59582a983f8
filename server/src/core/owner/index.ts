/** Owner promises that one process owns a state folder, and that a command beside it asks that process. */
export { joinOwner, type Owner } from './join.ts';
export { shareState, type AnswerQuestion, type Shared } from './share.ts';
