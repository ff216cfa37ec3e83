import { STAGES } from '../../contracts/events/order-processor';
import { isLoopback } from '../../ops/target/loopback';
import { type Names, namesFrom } from '../../ops/target/names';
import { UsageError } from '../../ops/terminal/usage-error';

type Variables = Readonly<Record<string, string | undefined>>;

/** An environment that somebody else has started: `npm start` in another terminal, or a stack on AWS. */
export interface Deployed {
  readonly names: Names;
  /** For people: the bus and where it answers. */
  readonly description: string;
  /** Whether every service of it answers on this machine. */
  readonly isHere: boolean;
}

/** Variables that name an environment; one of them is enough to mean one. */
export const NAMING = [
  'EVENT_BUS_NAME',
  'ORDERS_TABLE_NAME',
  'CONFIG_TABLE_NAME',
  'COUNTER_TABLE_NAME',
  'DELIVERY_FAILURE_QUEUE_URL',
  ...STAGES.flatMap((stage) =>
    ['QUEUE_URL', 'DEAD_LETTER_QUEUE_URL'].map((ending) => `${stage.toUpperCase()}_${ending}`),
  ),
];

const ENDPOINT = 'AWS_ENDPOINT_URL';

/** Every service's own endpoint counts: tables on this machine and queues on AWS are not an environment on this machine. */
const answersHere = (variables: Variables): boolean => {
  const endpoints = Object.entries(variables).flatMap(([name, url]) =>
    url && (name === ENDPOINT || name.startsWith(`${ENDPOINT}_`)) ? [url] : [],
  );
  return Boolean(variables[ENDPOINT]) && endpoints.every(isLoopback);
};

/**
 * The environment that the standard variables name, or undefined if they name none. Pure.
 * @throws UsageError that lists every variable that is missing, if only some are there.
 */
export const deployedIn = (variables: Variables): Deployed | undefined => {
  const present = NAMING.filter((name) => variables[name]);
  const [first] = present;
  if (first === undefined) return undefined;
  // Not by a default: tests would look for tables in a region where nobody deployed anything.
  const missing = [...NAMING, 'AWS_REGION'].filter((name) => !variables[name]);
  if (missing.length > 0) {
    throw new UsageError(
      `${first} names an environment, but ${missing.join(', ')} ${missing.length > 1 ? 'are' : 'is'} missing: ` +
        `set all that npm start prints, or unset ${present.join(', ')}`,
    );
  }
  const given = Object.fromEntries(
    Object.entries(variables).flatMap(([name, value]) => (value ? [[name, value]] : [])),
  );
  const where = variables[ENDPOINT] ?? `AWS, region ${variables.AWS_REGION}`;
  return {
    names: namesFrom(given, 'the environment'),
    description: `${variables.EVENT_BUS_NAME} at ${where}`,
    isHere: answersHere(variables),
  };
};
