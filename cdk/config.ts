import type { StageName } from '../contracts/events/order-processor';

/** What one stage may use. */
export interface StageSettings {
  /** The function's timeout. The queue's visibility timeout is six times as long. */
  readonly timeoutSeconds: number;
  readonly memoryMb: number;
  /** Most batches at once, 2 to 1,000 (the mapping's MaximumConcurrency). */
  readonly maximumConcurrency: number;
  /** Messages per batch; a FIFO queue gives 10 at most. */
  readonly batchSize: number;
  /** Message groups of one batch that run side by side. */
  readonly groupsAtOnce: number;
}

/** Everything in which environments differ. */
export interface EnvironmentConfig {
  readonly logRetentionDays: number;
  readonly logLevel: 'DEBUG' | 'INFO' | 'WARN' | 'ERROR';
  /** Whether tables and logs stay when their stack is deleted, and tables refuse to be deleted. */
  readonly keepData: boolean;
  /** X-Ray tracing of the stages. */
  readonly tracing: boolean;
  /** How long a stage works with a config item that it has read. */
  readonly configTtlSeconds: number;
  readonly stages: Readonly<Record<StageName, StageSettings>>;
}

// Payment waits for the gateway; the shop stages touch DynamoDB only.
const payment = { timeoutSeconds: 30, memoryMb: 512, batchSize: 10, groupsAtOnce: 10 } as const;
const shopStage = { timeoutSeconds: 10, memoryMb: 512, batchSize: 10, groupsAtOnce: 10 } as const;

const development: EnvironmentConfig = {
  logRetentionDays: 7,
  logLevel: 'INFO',
  keepData: false,
  tracing: false,
  configTtlSeconds: 30,
  stages: {
    payment: { ...payment, maximumConcurrency: 10 },
    inventory: { ...shopStage, maximumConcurrency: 5 },
    fulfillment: { ...shopStage, maximumConcurrency: 5 },
  },
};

const production: EnvironmentConfig = {
  logRetentionDays: 180,
  logLevel: 'INFO',
  keepData: true,
  tracing: true,
  configTtlSeconds: 30,
  stages: {
    payment: { ...payment, maximumConcurrency: 100 },
    inventory: { ...shopStage, maximumConcurrency: 50 },
    fulfillment: { ...shopStage, maximumConcurrency: 50 },
  },
};

/** The settings of an environment. Any name but `production` is a developer's or a branch's own, which cleans up fully. */
export const configOf = (environment: string | undefined): EnvironmentConfig =>
  environment === 'production' ? production : development;
