import { cancelledAfter, placed, type Scenario } from './scenario';

const MINUTE_MS = 60_000;

/** The bank takes longer than the messages of a process that died stay invisible: it would take weeks. */
const DECIDED_AFTER_MS = 8 * MINUTE_MS;

const disputed = (outcome: 'won' | 'lost', afterMs: number) => ({
  dispute: { afterMs, decision: { outcome, afterMs: DECIDED_AFTER_MS } },
});

/** What happens to payments that had been decided. */
export const AFTERMATH_SCENARIOS: readonly Scenario[] = [
  {
    name: 'aftermath: made and disputed, lost',
    steps: placed,
    mayEnd: ['fulfilled'],
    payment: disputed('lost', 10 * MINUTE_MS),
  },
  {
    name: 'aftermath: disputed while it is made, won',
    steps: placed,
    mayEnd: ['fulfilled'],
    payment: disputed('won', 5_000),
  },
  {
    name: 'aftermath: cancelled and disputed, lost',
    steps: cancelledAfter('Payment Processed'),
    mayEnd: ['cancelled'],
    payment: disputed('lost', 0),
  },
  {
    name: 'aftermath: disputed and cancelled, won and refunded',
    steps: cancelledAfter('Payment Processed', 20_000),
    mayEnd: ['cancelled'],
    payment: disputed('won', 0),
  },
  {
    name: 'aftermath: a refund fails late',
    steps: cancelledAfter('Payment Validated'),
    mayEnd: ['cancelled'],
    payment: { lateFailure: { afterMs: 2 * MINUTE_MS } },
  },
  {
    name: 'aftermath: a refund fails late and is asked for again',
    steps: cancelledAfter('Payment Validated'),
    mayEnd: ['cancelled'],
    payment: { lateFailure: { afterMs: 2 * MINUTE_MS, retriedAfterMs: MINUTE_MS } },
  },
  {
    name: 'aftermath: a refund fails late and only the sweep finds it',
    steps: cancelledAfter('Payment Validated'),
    mayEnd: ['cancelled'],
    payment: { lateFailure: { afterMs: 2 * MINUTE_MS, unheard: true } },
  },
];
