/** Entry of the analysis processes (`dist/analysis.js syntax|semantic SETUP`), which compile different parts of one program. */
import { runProgram } from './run-program.ts';

runProgram('analysis-program', process.argv[2] === 'semantic' ? 'semantic' : 'syntax');
