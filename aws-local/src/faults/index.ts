export type { CallAnswer, CallTarget, HandlerCall, RequestHead } from './handler-call';
export { awsFailure } from './handler-call';
export { type Conductor, FAIR, type Fate, Simulation } from './simulation';
