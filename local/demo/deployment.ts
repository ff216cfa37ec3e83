import type { Environment } from '../environment';
import { outputsOf } from '../stack-outputs';

/** Where the demo finds what was deployed, by the names of the stacks' outputs. */
export interface Deployment {
  readonly busName: string;
  readonly configTable: string;
  readonly counterTable: string;
  readonly ordersTable: string;
  /** A stage's FIFO queue, for messages that go past the bus. */
  readonly stageQueueUrl: string;
  /** How old a stage lets its copy of the settings grow, environment milliseconds. */
  readonly configTtlMs: number;
}

/** @throws Error that names the output which no stack has. */
export const deploymentOf = (environment: Environment): Deployment => {
  const output = outputsOf(environment);
  const { environment: variables } = environment.lambda.function(output('PaymentFunctionName')).definition;
  return {
    busName: output('EventBusName'),
    configTable: output('ConfigTableName'),
    counterTable: output('CounterTableName'),
    ordersTable: output('OrdersTableName'),
    stageQueueUrl: output('PaymentQueueUrl'),
    configTtlMs: Number(variables.CONFIG_TTL_SECONDS ?? 0) * 1000,
  };
};
