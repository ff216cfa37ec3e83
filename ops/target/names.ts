import { unknownName } from '../terminal/suggestion';
import { UsageError } from '../terminal/usage-error';

/** A queue that keeps what could not be done or delivered. */
export interface DeadLetterQueue {
  /** What an operator calls it: `payment-dlq`, `payment-ingress-dlq`, `delivery-failures`. */
  readonly name: string;
  readonly url: string;
  readonly holds: string;
  /** Where its messages come from. The delivery-failure queue has none: each message names its own target. */
  readonly sourceUrl?: string;
  /** `pipe`: of an ingress, a pipe gave its messages up and no stage has seen them. `stripe`: ids out of Stripe's events. */
  readonly kind?: 'pipe' | 'stripe';
}

/** Where the payment gateway is found. What an output lacks, as of a stack that was deployed before it had one, is missing. */
interface GatewayNames {
  /** Secret that holds the API key. */
  readonly secretArn?: string;
  /** What the intents' metadata calls this environment. */
  readonly environment?: string;
  /** Where its API is; Stripe's own unless given. */
  readonly url?: string;
}

/** Which resources the command works on. */
export interface Names {
  readonly busName: string;
  readonly ordersTable: string;
  readonly configTable: string;
  readonly counterTable: string;
  readonly deadLetterQueues: readonly DeadLetterQueue[];
  /** Every queue that a stage or a pipe reads, by URL. */
  readonly workQueueUrls: readonly string[];
  /** Event source mapping by stage. */
  readonly mappingIds: Readonly<Record<string, string>>;
  readonly gateway: GatewayNames;
}

const DEAD_LETTERS = '_DEAD_LETTER_QUEUE_URL';
const INGRESS = '_INGRESS';
const MAPPING = '_MAPPING_ID';

/** An output of the stack under the name that `npm start` writes it with: `PaymentQueueUrl` is `PAYMENT_QUEUE_URL`. */
export const variableName = (output: string): string => output.replaceAll(/([a-z])([A-Z])/g, '$1_$2').toUpperCase();

const deadLetterQueue = (variable: string, variables: Readonly<Record<string, string>>): DeadLetterQueue => {
  const prefix = variable.slice(0, -DEAD_LETTERS.length);
  const isIngress = prefix.endsWith(INGRESS);
  const stage = (isIngress ? prefix.slice(0, -INGRESS.length) : prefix).toLowerCase().replaceAll('_', '-');
  const sourceUrl = variables[`${prefix}_QUEUE_URL`];
  return {
    name: isIngress ? `${stage}-ingress-dlq` : `${stage}-dlq`,
    url: variables[variable] ?? '',
    holds: isIngress ? `events that no pipe could carry to ${stage}` : `events that ${stage} could not work`,
    ...(sourceUrl !== undefined && { sourceUrl }),
    ...(isIngress && { kind: 'pipe' as const }),
    ...(stage === 'stripe-events' && { kind: 'stripe' as const }),
  };
};

/**
 * The names among variables such as `npm start` writes; stages are found by their variables, so that a fourth one is found too.
 * @throws UsageError that names the first variable that is missing.
 */
export const namesFrom = (variables: Readonly<Record<string, string>>, origin: string): Names => {
  const required = (name: string): string => {
    const value = variables[name];
    if (!value) throw new UsageError(`${origin} has no ${name}: give --stack NAME, or run npm start first`);
    return value;
  };
  const optional = <K extends string>(key: K, name: string): { readonly [P in K]?: string } =>
    (variables[name] ? { [key]: variables[name] } : {}) as { readonly [P in K]?: string };
  const having = (ending: string): string[] => Object.keys(variables).filter((name) => name.endsWith(ending));
  const queues = having(DEAD_LETTERS).map((variable) => deadLetterQueue(variable, variables));
  return {
    busName: required('EVENT_BUS_NAME'),
    ordersTable: required('ORDERS_TABLE_NAME'),
    configTable: required('CONFIG_TABLE_NAME'),
    counterTable: required('COUNTER_TABLE_NAME'),
    deadLetterQueues: [
      ...queues,
      {
        name: 'delivery-failures',
        url: required('DELIVERY_FAILURE_QUEUE_URL'),
        holds: 'events that a rule could not deliver',
      },
    ],
    workQueueUrls: queues.flatMap(({ sourceUrl }) => sourceUrl ?? []),
    mappingIds: Object.fromEntries(
      having(MAPPING).map((name) => [
        name.slice(0, -MAPPING.length).toLowerCase().replaceAll('_', '-'),
        required(name),
      ]),
    ),
    gateway: {
      ...optional('secretArn', 'GATEWAY_SECRET_ARN'),
      ...optional('environment', 'GATEWAY_ENVIRONMENT'),
      ...optional('url', 'GATEWAY_URL'),
    },
  };
};

export const queueNameIn = (urlOrArn: string): string => urlOrArn.split(/[/:]/).at(-1) ?? '';

const stageName = ({ name }: DeadLetterQueue): string => name.replace(/-dlq$/, '');

/** A queue by its short name, its stage's name or its physical name. @throws UsageError with a suggestion. */
export const deadLetterQueueNamed = ({ deadLetterQueues }: Names, given: string): DeadLetterQueue =>
  deadLetterQueues.find((queue) => [queue.name, stageName(queue), queueNameIn(queue.url)].includes(given)) ??
  unknownName(
    'queue',
    given,
    deadLetterQueues.map(({ name }) => name),
    deadLetterQueues.map(stageName),
  );

/** The event source mapping of a stage. @throws UsageError with a suggestion. */
export const mappingOf = ({ mappingIds }: Names, stage: string): string =>
  (Object.hasOwn(mappingIds, stage) ? mappingIds[stage] : undefined) ??
  unknownName('stage', stage, Object.keys(mappingIds));
