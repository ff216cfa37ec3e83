import type { Clock } from '../clock/clock';
import type { Queue, SqsEngine } from '../sqs/engine';

export interface PipeOptions {
  name: string;
  clock: Clock;
  sqs: SqsEngine;
  source: Queue;
  target: Queue;
  batchSize: number;
  groupIdPath?: string;
  deduplicationIdPath?: string;
  inputTemplate?: string;
  desiredState?: 'RUNNING' | 'STOPPED';
}

export declare class Pipe {
  readonly counters: { executions: number; delivered: number; failed: number };
  constructor(options: PipeOptions);
  get state(): 'RUNNING' | 'STOPPED';
  start(): void;
  stop(): Promise<void>;
}
