import { numberOr, requiredVariable, type StageEnvironment } from '../../../pipeline/batch/stage-environment';

/** Modes of the gateway's keys: whether real cards are charged. */
export const GATEWAY_MODES = ['live', 'test'] as const;
export type GatewayMode = (typeof GATEWAY_MODES)[number];

/** What the stack tells the payment function about the gateway. */
export interface GatewayEnvironment {
  /** Secret that holds the gateway's key. */
  readonly secretId: string;
  /** Names this deployment among all that share the gateway's account. */
  readonly environment: string;
  /** Whether the key must be one that charges real cards. */
  readonly mode: GatewayMode | undefined;
  /** Where the gateway's API is; Stripe's own unless given. */
  readonly url: string | undefined;
  readonly breakerName: string;
  /** False only for comparison: then an outage ends in the dead-letter queue. */
  readonly breakerIsOn: boolean;
  /** Calls under way at once, of this execution environment. */
  readonly callsAtOnce: number;
  /** Calls per second of each operation, of this execution environment. */
  readonly callsPerSecond: number;
}

/** @throws Error that names the variable, and its value if there is one. */
export const readGatewayEnvironment = (
  variables: Readonly<Record<string, string | undefined>>,
  { groupsAtOnce }: Pick<StageEnvironment, 'groupsAtOnce'>,
): GatewayEnvironment => {
  const { BREAKER: breaker = 'on', GATEWAY_URL: url, GATEWAY_MODE: mode } = variables;
  if (breaker !== 'on' && breaker !== 'off') {
    throw new Error(`environment variable BREAKER must be on or off, got ${breaker}`);
  }
  if (mode !== undefined && mode !== 'live' && mode !== 'test') {
    throw new Error(`environment variable GATEWAY_MODE must be live or test, got ${mode}`);
  }
  return {
    secretId: requiredVariable(variables, 'GATEWAY_SECRET_ARN'),
    mode,
    environment: requiredVariable(variables, 'GATEWAY_ENVIRONMENT'),
    url: url || undefined,
    breakerName: requiredVariable(variables, 'BREAKER_NAME'),
    breakerIsOn: breaker === 'on',
    callsPerSecond: numberOr(variables, 'MAX_GATEWAY_CALLS_PER_SECOND', 2),
    callsAtOnce: Math.max(1, Math.floor(numberOr(variables, 'MAX_GATEWAY_CALLS_AT_ONCE', groupsAtOnce))),
  };
};
