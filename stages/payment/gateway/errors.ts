import type { FailureClass } from '../../../pipeline/batch/failure';

/** Base of everything that a payment gateway throws. No message ever holds a token or a key. */
export abstract class GatewayError extends Error {
  /** What the batch layer makes of it (pipeline/batch/failure.ts). */
  public abstract readonly failureClass: FailureClass;
  /** The gateway's machine-readable reason, or ours where it gave none. */
  public readonly code: string;

  public constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
    this.code = code;
  }
}

/** The gateway timed out, could not be reached, answered 5xx or limits our rate. The call may or may not have taken effect;
 * repeat it later. Counts against the circuit breaker. */
export class GatewayUnavailableError extends GatewayError {
  public readonly failureClass = 'dependency';
}

/** Another call holds the same intent or idempotency key at this moment. Repeat it later; says nothing about the gateway's
 * health, so it does not count against the circuit breaker. */
export class GatewayBusyError extends GatewayError {
  public readonly failureClass = 'dependency';
}

/** The gateway refuses this call for good: repeating it cannot help. */
export class GatewayRefusedError extends GatewayError {
  public readonly failureClass = 'permanent';
}

/** The gateway does not accept our API key, or there is none. Repeating helps only after someone mended the secret. */
export class GatewayConfigurationError extends GatewayError {
  public readonly failureClass = 'dependency';
}
