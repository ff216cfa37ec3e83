import pThrottle from 'p-throttle';
import type { PaymentGateway } from './gateway';

type Operation = keyof PaymentGateway;
/** Each has a rate limit of its own; refunds are read at another endpoint than intents. */
type Endpoint = 'open' | 'confirm' | 'read' | 'cancel' | 'refund' | 'read refunds' | 'read disputes';

/** What an operation asks of the gateway every time; what it asks after a failure is not paced. */
const CALLED: Readonly<Record<Operation, readonly Endpoint[]>> = {
  open: ['open'],
  confirm: ['confirm'],
  resume: ['read', 'confirm'],
  read: ['read'],
  cancel: ['cancel'],
  settle: ['read'],
  abandon: ['cancel'],
  readRefund: ['read refunds'],
  readDispute: ['read disputes'],
  refund: ['read refunds', 'refund'],
};

/** Resolves when an operation may call the gateway. */
export type Turn = (operation: Operation) => Promise<unknown>;

const SECOND_MS = 1_000;

/**
 * Paces calls so that the gateway's rate limit, which holds per endpoint, is not met. Call it once per process.
 * @param callsPerSecond of each endpoint; in no second are there more, rounded up to a whole call.
 */
export const pacing = (callsPerSecond: number): Turn => {
  const limit = Math.max(1, Math.floor(callsPerSecond));
  const interval = (limit * SECOND_MS) / callsPerSecond;
  const turnAt = (): (() => Promise<void>) => pThrottle({ limit, interval, strict: true })(async () => undefined);
  const turns: Readonly<Record<Endpoint, () => Promise<void>>> = {
    open: turnAt(),
    confirm: turnAt(),
    read: turnAt(),
    cancel: turnAt(),
    refund: turnAt(),
    'read refunds': turnAt(),
    'read disputes': turnAt(),
  };
  return (operation) => Promise.all(CALLED[operation].map((endpoint) => turns[endpoint]()));
};
