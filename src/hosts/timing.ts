/** Where an audit spends its time. */
export { startStopwatch, timesSpent } from '../project/stopwatch.js';
