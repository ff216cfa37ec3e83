/**
 * List prices in USD, us-east-1, as collected in November 2026. No free tier, no savings plan, no reserved capacity.
 */
export const LIST_PRICES = {
  /** Custom events published, per million (64 KB each). */
  eventBridgePerMillionEvents: 1.0,
  /** Requests to pipes after filtering, per million (64 KB each). */
  pipesPerMillionRequests: 0.4,
  sqsStandardPerMillionRequests: 0.4,
  sqsFifoPerMillionRequests: 0.5,
  lambdaPerMillionInvocations: 0.2,
  /** arm64. */
  lambdaPerGbSecond: 0.0000133334,
  dynamodbPerMillionWriteUnits: 0.625,
  dynamodbPerMillionReadUnits: 0.125,
  stepFunctionsPerMillionTransitions: 25,
  durableFunctionsPerMillionOperations: 8,
} as const;
