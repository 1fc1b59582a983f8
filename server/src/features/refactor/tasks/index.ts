/** Tasks promise that a refactor somebody asked for is carried to its end once, whatever crashes in between. */
export { createTasks, type TaskDone, type TaskPorts, type Tasks } from './tasks.ts';
