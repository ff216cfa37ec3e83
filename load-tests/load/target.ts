import { join } from 'node:path';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { CONFIG_KEYS } from '../../contracts/tables/config-table';
import { countOwn, requestsPerOrder, requestsSoFar } from '../../local/demo/requests';
import { shellVariables } from '../../local/shell-variables';
import { isLoopback } from '../../ops/target/loopback';
import { namesFrom } from '../../ops/target/names';
import { clients } from '../../ops/target/session';
import { findVariables } from '../../ops/target/variables';
import { confirm } from '../../ops/terminal/confirm';
import { costPerMillion } from '../price/price';
import { billedBetween, startMeteredEnvironment } from '../price/usage-meter';
import type { Cleanup } from './cleanup';
import type { LoadOptions } from './options';
import type { Target } from './run';

const REPOSITORY = join(import.meta.dirname, '..', '..');

/** The environment that options or variables name; asks first if it is not on this machine. @throws UsageError */
const named = async ({ stack, variablesFile, confirm: confirmed }: LoadOptions): Promise<Target> => {
  const { variables, origin } = await findVariables({
    ...(stack !== undefined && { stack }),
    ...(variablesFile !== undefined && { variablesFile }),
    defaultFile: join(REPOSITORY, '.local', 'env'),
    environment: process.env,
  });
  const names = namesFrom(variables, origin);
  if (stack === undefined) Object.assign(process.env, variables);
  const endpoint = process.env.AWS_ENDPOINT_URL;
  if (!isLoopback(endpoint)) {
    const where = endpoint ?? `AWS, region ${process.env.AWS_REGION ?? 'of your profile'}`;
    await confirm(
      `The bus ${names.busName} of ${origin} is at ${where}. Load costs money there, and the gateway's key must be a test key`,
      confirmed,
      { input: process.stdin, output: process.stderr },
    );
  }
  return {
    description: `${names.busName} of ${origin}${endpoint ? ` at ${endpoint}` : ''}`,
    variables: stack === undefined ? variables : {},
    names,
    aws: clients(),
    ...(isLoopback(endpoint) && variables.ENVIRONMENT_PID && { pid: Number(variables.ENVIRONMENT_PID) }),
  };
};

/** An environment for this run alone. */
const own = async ({ seed }: LoadOptions, cleanup: Cleanup): Promise<Target> => {
  const { environment, billed, stop } = await startMeteredEnvironment({ seed, gatewayLatencyMs: 20 });
  cleanup.add('stop the environment', stop);
  const variables = shellVariables(environment);
  Object.assign(process.env, variables);
  const aws = clients();
  const names = namesFrom(variables, 'the environment');
  // A busy laptop hears the gateway late: without this its breaker opens, and the run shows the machine and not the service.
  await aws.dynamodb.send(
    new UpdateCommand({
      TableName: names.configTable,
      Key: { PK: CONFIG_KEYS.orderProcessor },
      UpdateExpression: 'SET payment = :patient',
      ExpressionAttributeValues: { ':patient': { timeoutMs: 20_000, slowCallMs: 60_000 } },
    }),
  );
  const ownRequests = countOwn(aws.sqs);
  return {
    description: 'an environment of its own on this machine',
    variables,
    names,
    aws,
    pid: process.pid,
    count: () => {
      const before = { requests: requestsSoFar(environment, ownRequests()), billed: billed(ownRequests()) };
      return (tapQueueUrl, fulfilledOrders) => {
        const arn = environment.sqs.queueByName(tapQueueUrl.slice(tapQueueUrl.lastIndexOf('/') + 1))?.arn ?? '';
        const notOurs = ownRequests() + (environment.events.counters.invocationsByTarget[arn] ?? 0);
        const usage = { fulfilledOrders, ...billedBetween(before.billed, billed(notOurs)) };
        return {
          requestsPerOrder: requestsPerOrder(before.requests, requestsSoFar(environment, notOurs), fulfilledOrders),
          usage,
          costPerMillionUsd: costPerMillion(usage),
        };
      };
    },
  };
};

/** Finds or starts what is to be loaded. @throws UsageError if nothing is named, or AWS was not confirmed. */
export const targetOf = async (options: LoadOptions, cleanup: Cleanup): Promise<Target> => {
  const target = await (options.own ? own(options, cleanup) : named(options));
  cleanup.add('close the clients', () => target.aws.close());
  return target;
};
