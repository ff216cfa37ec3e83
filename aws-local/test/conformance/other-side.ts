import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { SQSClient } from '@aws-sdk/client-sqs';
import { NotCovered } from './behaviour';
import { lackIn } from './outcome';
import { Queues, type Side } from './side';

/** Where each service answers, by the variables that every AWS SDK reads. */
const ENDPOINT_VARIABLES = {
  sqs: 'AWS_ENDPOINT_URL_SQS',
  events: 'AWS_ENDPOINT_URL_EVENTBRIDGE',
  dynamodb: 'AWS_ENDPOINT_URL_DYNAMODB',
  lambda: 'AWS_ENDPOINT_URL_LAMBDA',
} as const;

/** AWS: "allow a short period of time for changes to take effect" (API PutRule). */
const RULE_PROPAGATION_MS = 10_000;
/** A distributed queue may answer a short poll with nothing though it has messages. */
const RECEIVE_PATIENCE_SECONDS = 2;

const NO_FUNCTIONS = 'functions are made in our own environment only: elsewhere they need a role and an upload';

type Variables = Readonly<Record<string, string | undefined>>;

/** Whether the environment names services to test in place of our own. */
export const namesAnotherSide = (variables: Variables): boolean =>
  ['AWS_ENDPOINT_URL', ...Object.values(ENDPOINT_VARIABLES)].some((name) => variables[name]);

/**
 * The endpoints in the environment at which nothing answers, each with its variable: every behaviour would fail there, and tell nothing.
 * Any answer counts, a refusal too.
 */
export const silentEndpoints = async (variables: Variables): Promise<string[]> => {
  const named = ['AWS_ENDPOINT_URL', ...Object.values(ENDPOINT_VARIABLES)].flatMap((name) => {
    const url = variables[name];
    return url ? [{ name, url }] : [];
  });
  const silent = await Promise.all(
    named.map(async ({ name, url }) =>
      fetch(url, { redirect: 'manual' }).then(
        () => [],
        () => [`${name}=${url}`],
      ),
    ),
  );
  return silent.flat();
};

interface Client {
  destroy(): void;
  // The clients' stacks differ in their types of input and output, which nothing here looks at.
  readonly middlewareStack: { add(middleware: Middleware, options: { step: 'initialize'; name: string }): void };
}
// biome-ignore lint/suspicious/noExplicitAny: see Client.
type Middleware = (next: (args: any) => Promise<any>) => (args: any) => Promise<any>;

/** Tells of each answer which says that there is no such operation. */
const notices = (client: Client, tell: (reason: string) => void): void =>
  client.middlewareStack.add(
    (next) => (args) =>
      next(args).catch((error: unknown) => {
        const reason = lackIn(error);
        if (reason !== undefined) tell(reason);
        throw error;
      }),
    { step: 'initialize', name: 'noticesWhatIsLacking' },
  );

/**
 * Services that somebody else runs: another emulator, or AWS (`AWS_ENDPOINT_URL_SQS=https://sqs.<region>.amazonaws.com`, …).
 * @param longestWaitMs what a behaviour may wait in real time; one that needs more is not covered.
 */
export const otherSide = (variables: Variables, longestWaitMs: number): Side => {
  let lacking: string | undefined;
  const lacks = (reason: string): never => {
    lacking ??= reason;
    throw new NotCovered(reason);
  };
  const endpointOf = (service: keyof typeof ENDPOINT_VARIABLES): { endpoint: string } => {
    const name = ENDPOINT_VARIABLES[service];
    return {
      endpoint: variables[name] ?? variables.AWS_ENDPOINT_URL ?? lacks(`neither ${name} nor AWS_ENDPOINT_URL is set`),
    };
  };
  const made: Client[] = [];
  const once = <C extends Client>(make: () => C): (() => C) => {
    let client: C | undefined;
    return () => {
      if (!client) {
        client = make();
        notices(client, (reason) => {
          lacking ??= reason;
        });
        made.push(client);
      }
      return client;
    };
  };
  // An emulator may give out URLs of host names that only itself knows.
  const sqs = once(() => new SQSClient({ ...endpointOf('sqs'), useQueueUrlAsEndpoint: false }));
  const events = once(() => new EventBridgeClient(endpointOf('events')));
  const dynamodb = once(() => new DynamoDBClient(endpointOf('dynamodb')));
  const lambda = once(() => new LambdaClient(endpointOf('lambda')));
  const unique = (stem: string): string => `conformance-${stem}-${randomUUID().slice(0, 8)}`;
  const queues = new Queues(sqs, RECEIVE_PATIENCE_SECONDS);

  return {
    get sqs() {
      return sqs();
    },
    get events() {
      return events();
    },
    get dynamodb() {
      return dynamodb();
    },
    get lambda() {
      return lambda();
    },
    unique,
    async wait(ms) {
      if (ms > longestWaitMs) {
        lacks(`needs a clock: it waits ${ms / 1000} s, and --longest-wait-seconds is ${longestWaitMs / 1000}`);
      }
      await setTimeout(ms);
    },
    queue: (attributes = {}) => queues.create(unique('queue'), attributes),
    async propagated() {
      if (endpointOf('events').endpoint.includes('amazonaws.com')) await setTimeout(RULE_PROPAGATION_MS);
    },
    pipe: async () => lacks('pipes are made in our own environment only: their API client is not a dependency'),
    function: async () => lacks(NO_FUNCTIONS),
    mapping: async () => lacks(NO_FUNCTIONS),
    lacking: () => lacking,
    async close() {
      await queues.removeAll();
      for (const client of made) client.destroy();
    },
  };
};
