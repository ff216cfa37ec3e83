import type { Environment } from '../environment';

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
export const deploymentOf = ({ outputs, lambda }: Environment): Deployment => {
  const values = Object.assign({}, ...Object.values(outputs)) as Record<string, string>;
  const output = (name: string): string => {
    const value = values[name];
    if (value === undefined) throw new Error(`no stack has the output ${name}`);
    return value;
  };
  const { environment } = lambda.function(output('PaymentFunctionName')).definition;
  return {
    busName: output('EventBusName'),
    configTable: output('ConfigTableName'),
    counterTable: output('CounterTableName'),
    ordersTable: output('OrdersTableName'),
    stageQueueUrl: output('PaymentQueueUrl'),
    configTtlMs: Number(environment.CONFIG_TTL_SECONDS ?? 0) * 1000,
  };
};
