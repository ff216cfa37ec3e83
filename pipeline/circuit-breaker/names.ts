/** The circuit breaker around the payment gateway, by the name that its state and its events bear. */
export const GATEWAY_BREAKER = 'payment-gateway';

/** All breakers that there are. */
export const BREAKERS: readonly string[] = [GATEWAY_BREAKER];
