import { STAGES, type StageName } from '../../contracts/events/order-processor';

/** What the stack tells a stage's function through its environment variables. */
export interface StageEnvironment {
  readonly stage: StageName;
  readonly eventBusName: string;
  readonly ordersTable: string;
  readonly configTable: string;
  readonly counterTable: string;
  readonly queueUrl: string;
  readonly configTtlMs: number;
  readonly groupsAtOnce: number;
  readonly tracing: boolean;
  /** Of how many orders the trace is kept, if there is tracing. */
  readonly tracedOrdersPercent: number;
}

type Variables = Readonly<Record<string, string | undefined>>;

/** @throws Error that names the variable, if it is missing or empty. */
export const requiredVariable = (variables: Variables, name: string): string => {
  const value = variables[name];
  if (!value) throw new Error(`environment variable ${name} is missing`);
  return value;
};

/** @throws Error that names the variable and its value, if it is there and not a positive number. */
export const numberOr = (variables: Variables, name: string, fallback: number): number => {
  const text = variables[name];
  if (text === undefined || text === '') return fallback;
  const value = Number(text);
  if (!Number.isFinite(value) || value <= 0) {
    throw new Error(`environment variable ${name} must be a positive number, got ${text}`);
  }
  return value;
};

/** @throws Error that names the variable and its value, if it is there and not a number from 0 to 100. */
const percentOr = (variables: Variables, name: string, fallback: number): number => {
  const text = variables[name];
  if (text === undefined || text === '') return fallback;
  const value = Number(text);
  if (!(value >= 0 && value <= 100)) throw new Error(`environment variable ${name} must be 0 to 100, got ${text}`);
  return value;
};

const isStage = (name: string): name is StageName => (STAGES as readonly string[]).includes(name);

/** Reads the environment of a stage. @throws Error that names the variable and its value. */
export const readStageEnvironment = (variables: Variables): StageEnvironment => {
  const stage = requiredVariable(variables, 'STAGE');
  if (!isStage(stage)) throw new Error(`environment variable STAGE must be one of ${STAGES.join(', ')}, got ${stage}`);
  return {
    stage,
    eventBusName: requiredVariable(variables, 'EVENT_BUS_NAME'),
    ordersTable: requiredVariable(variables, 'ORDERS_TABLE'),
    configTable: requiredVariable(variables, 'CONFIG_TABLE'),
    counterTable: requiredVariable(variables, 'COUNTER_TABLE'),
    queueUrl: requiredVariable(variables, 'QUEUE_URL'),
    configTtlMs: numberOr(variables, 'CONFIG_TTL_SECONDS', 30) * 1000,
    groupsAtOnce: Math.max(1, Math.floor(numberOr(variables, 'MAX_GROUPS_AT_ONCE', 10))),
    tracing: variables.TRACING === 'on',
    tracedOrdersPercent: percentOr(variables, 'TRACED_ORDERS_PERCENT', 100),
  };
};
