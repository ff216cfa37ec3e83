import { z } from 'zod/mini';
import type { CallCounts } from './call-counts';
import { GATEWAY_OPERATIONS } from './endpoints';
import { FAULT_KINDS, type FaultKind, type Faults, type InjectedAnswer, OUTAGE_MODES } from './faults';
import type { Payments } from './payments';
import { LIVE_RATE_LIMITS, type RateLimits } from './rate-limits';

/** What can be read and set over HTTP. */
export interface ControlledSimulator {
  readonly ledger: Payments['ledger'];
  /** What a customer, a bank or a cardholder does to payments: authenticate, settle, dispute. */
  readonly payments: Pick<Payments, 'authenticate' | 'settle' | 'refunds' | 'disputes'>;
  readonly calls: CallCounts;
  readonly faults: Faults;
  /** Orders whose refund is refused for good; add and delete as needed. */
  readonly refundsRefused: Set<string>;
  setLatency(latency: { readonly latencyMs: number; readonly jitterMs?: number | undefined }): void;
  /** Undefined: requests are not limited. */
  setRateLimits(limits: RateLimits | undefined): void;
}

// zod/mini has no messages of its own: without these every fault reads "Invalid input".
export const controlMessages = { error: z.locales.en().localeError };

const operation = z.optional(z.enum(GATEWAY_OPERATIONS));
const durationMs = z.number().check(z.nonnegative());
const count = z.optional(z.int().check(z.positive()));
const limit = (unlessGiven: number) => z._default(z.int().check(z.positive()), unlessGiven);
const intentId = z.string();

/** A fault of a kind, or any answer in place of the gateway's own. */
const faultFields = {
  kind: z.optional(z.enum(FAULT_KINDS)),
  status: z.optional(z.int().check(z.minimum(200), z.maximum(599))),
  body: z.optional(z.unknown()),
  headers: z.optional(z.record(z.string(), z.string())),
  takesEffect: z.optional(z.boolean()),
  operation,
};
type FaultFields = { readonly kind?: FaultKind | undefined; readonly status?: number | undefined };

const eitherKindOrStatus = z.refine<FaultFields>(
  ({ kind, status }) => (kind === undefined) !== (status === undefined),
  'one of kind and status must be given',
);

/** What has a kind has nothing of an answer. */
const withTerms = <T extends FaultFields>({ kind, status, ...more }: T) =>
  kind === undefined ? { ...more, status: status as InjectedAnswer['status'] } : { ...more, kind };

/** Runs a command with what it was given. @returns what the caller gets to know; `{ ok: true }` unless given. */
type Command = (simulator: ControlledSimulator, input: unknown) => unknown;

const command =
  <T extends z.core.$ZodType>(
    schema: T,
    run: (simulator: ControlledSimulator, input: z.core.output<T>) => unknown,
  ): Command =>
  (simulator, input) =>
    run(simulator, z.core.parse(schema, input, controlMessages));

const COMMANDS: Readonly<Record<string, Command>> = {
  latency: command(z.strictObject({ latencyMs: durationMs, jitterMs: z.optional(durationMs) }), (simulator, latency) =>
    simulator.setLatency(latency),
  ),
  'fail-next': command(z.strictObject({ ...faultFields, count }).check(eitherKindOrStatus), ({ faults }, fault) =>
    faults.failNext(withTerms(fault)),
  ),
  'fault-rates': command(
    z.array(
      z
        .strictObject({ ...faultFields, probability: z.number().check(z.minimum(0), z.maximum(1)) })
        .check(eitherKindOrStatus),
    ),
    ({ faults }, rates) => faults.setRates(rates.map(withTerms)),
  ),
  outage: command(z.strictObject({ mode: z.nullable(z.enum(OUTAGE_MODES)) }), ({ faults }, { mode }) =>
    faults.setOutage(mode ?? undefined),
  ),
  'schedule-outage': command(
    z.strictObject({ mode: z.enum(OUTAGE_MODES), startInMs: durationMs, durationMs }),
    ({ faults }, window) => faults.scheduleOutage(window),
  ),
  /** Limits of a live account unless others are given. */
  'rate-limit': command(
    z.strictObject({
      enabled: z.boolean(),
      perSecond: limit(LIVE_RATE_LIMITS.perSecond),
      perEndpointPerSecond: limit(LIVE_RATE_LIMITS.perEndpointPerSecond),
      updatesPerIntentPerHour: limit(LIVE_RATE_LIMITS.updatesPerIntentPerHour),
    }),
    (simulator, { enabled, ...limits }) => simulator.setRateLimits(enabled ? limits : undefined),
  ),
  'refuse-refunds': command(z.strictObject({ orderIds: z.array(z.string()) }), ({ refundsRefused }, { orderIds }) => {
    for (const orderId of orderIds) refundsRefused.add(orderId);
  }),
  /** The customer authenticates, or fails to. Answers the address to which the customer comes back. */
  authenticate: command(z.strictObject({ intentId, succeed: z.boolean() }), ({ payments }, { intentId, succeed }) => ({
    ok: true,
    returnUrl: payments.authenticate(intentId, succeed) ?? null,
  })),
  /** The bank answers a payment that is in processing. */
  'settle-processing': command(
    z.strictObject({ intentId, succeed: z.boolean() }),
    ({ payments }, { intentId, succeed }) => void payments.settle(intentId, succeed),
  ),
  'plan-refunds': command(
    z.strictObject({
      status: z.enum(['pending', 'requires_action']),
      pendingReason: z.optional(z.enum(['processing', 'insufficient_funds', 'charge_pending'])),
      count,
    }),
    ({ payments }, planned) => payments.refunds.planNext(planned),
  ),
  'settle-refund': command(
    z.strictObject({
      refundId: z.string(),
      status: z.enum(['succeeded', 'failed', 'canceled']),
      failureReason: z.optional(
        z.enum([
          'lost_or_stolen_card',
          'expired_or_canceled_card',
          'insufficient_funds',
          'declined',
          'merchant_request',
          'unknown',
        ]),
      ),
    }),
    ({ payments }, { refundId, status, failureReason }) =>
      void payments.refunds.settle(refundId, status, failureReason),
  ),
  'open-dispute': command(
    z.strictObject({ intentId, reason: z.optional(z.string()) }),
    ({ payments }, { intentId, reason }) => payments.disputes.open(intentId, reason ?? 'fraudulent'),
  ),
  'close-dispute': command(
    z.strictObject({ intentId, outcome: z.enum(['won', 'lost']) }),
    ({ payments }, { intentId, outcome }) => payments.disputes.close(intentId, outcome),
  ),
};

/** @returns undefined if there is no such command. @throws ZodError, SyntaxError, StripeApiError */
export const runCommand = (simulator: ControlledSimulator, name: string, body: string): unknown => {
  const run = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  return run && (run(simulator, JSON.parse(body)) ?? { ok: true });
};
