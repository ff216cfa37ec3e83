export type { Clock, SharedClock } from './clock';
export { scaledClock } from './clock';
export { type JumpingClock, jumpingClock } from './jumping-clock';
export { ManualClock } from './manual-clock';
