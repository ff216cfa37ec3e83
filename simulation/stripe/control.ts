import { z } from 'zod/mini';
import type { CallCounts } from './call-counts';
import { FAULT_KINDS, type Faults, OUTAGE_MODES } from './faults';
import type { Payments } from './payments';
import { GATEWAY_OPERATIONS } from './stripe-api';

export const CONTROL_PREFIX = '/_sim/';

// zod/mini has no messages of its own: without these every fault reads "Invalid input".
const messages = { error: z.locales.en().localeError };

const kind = z.enum(FAULT_KINDS);
const operation = z.optional(z.enum(GATEWAY_OPERATIONS));
const durationMs = z.number().check(z.nonnegative());

const Commands = {
  latency: z.strictObject({ latencyMs: durationMs, jitterMs: z.optional(durationMs) }),
  'fail-next': z.strictObject({ kind, operation, count: z.optional(z.int().check(z.positive())) }),
  'fault-rates': z.array(
    z.strictObject({ kind, operation, probability: z.number().check(z.minimum(0), z.maximum(1)) }),
  ),
  outage: z.strictObject({ mode: z.nullable(z.enum(OUTAGE_MODES)) }),
  'schedule-outage': z.strictObject({ mode: z.enum(OUTAGE_MODES), startInMs: durationMs, durationMs }),
  'refuse-refunds': z.strictObject({ orderIds: z.array(z.string()) }),
};

/** What can be read and set over HTTP. */
export interface ControlledSimulator {
  readonly ledger: Payments['ledger'];
  readonly calls: CallCounts;
  readonly faults: Faults;
  /** Orders whose refund is refused for good; add and delete as needed. */
  readonly refundsRefused: Set<string>;
  setLatency(latency: { readonly latencyMs: number; readonly jitterMs?: number | undefined }): void;
}

interface ControlAnswer {
  readonly status: number;
  readonly body: unknown;
}

/**
 * The simulator's own interface, for another process: GET `/_sim/ledger[?orderId=]`, `/_sim/calls[?fromMs=&toMs=]`,
 * `/_sim/call-times[?operation=]`, and POST of JSON to `/_sim/<command>`. A bad command is answered 400 with field and fault.
 */
export const control = (simulator: ControlledSimulator, method: string, url: URL, body: string): ControlAnswer => {
  const name = url.pathname.slice(CONTROL_PREFIX.length);
  try {
    const result = method === 'GET' ? query(simulator, name, url.searchParams) : command(simulator, name, body);
    return result === undefined
      ? { status: 404, body: { error: `no such control: ${method} ${url.pathname}` } }
      : { status: 200, body: result };
  } catch (error) {
    if (error instanceof z.core.$ZodError) return { status: 400, body: { error: z.prettifyError(error) } };
    if (error instanceof SyntaxError) return { status: 400, body: { error: `body is not JSON: ${error.message}` } };
    throw error;
  }
};

const query = ({ ledger, calls }: ControlledSimulator, name: string, parameters: URLSearchParams): unknown => {
  switch (name) {
    case 'ledger': {
      const orderId = parameters.get('orderId');
      return orderId === null
        ? { entries: ledger.entries(), netByOrder: ledger.netByOrder() }
        : { entries: ledger.entries(orderId) };
    }
    case 'calls':
      return calls.byOperation(
        z
          .object({ fromMs: z.optional(z.coerce.number()), toMs: z.optional(z.coerce.number()) })
          .parse(Object.fromEntries(parameters), messages),
      );
    case 'call-times':
      return calls.timesMs(operation.parse(parameters.get('operation') ?? undefined, messages));
    default:
      return undefined;
  }
};

const command = (simulator: ControlledSimulator, name: string, body: string): unknown => {
  const input: unknown = name in Commands ? JSON.parse(body) : undefined;
  switch (name) {
    case 'latency':
      simulator.setLatency(Commands.latency.parse(input, messages));
      break;
    case 'fail-next':
      simulator.faults.failNext(Commands['fail-next'].parse(input, messages));
      break;
    case 'fault-rates':
      simulator.faults.setRates(Commands['fault-rates'].parse(input, messages));
      break;
    case 'outage':
      simulator.faults.setOutage(Commands.outage.parse(input, messages).mode ?? undefined);
      break;
    case 'schedule-outage':
      simulator.faults.scheduleOutage(Commands['schedule-outage'].parse(input, messages));
      break;
    case 'refuse-refunds':
      for (const orderId of Commands['refuse-refunds'].parse(input, messages).orderIds)
        simulator.refundsRefused.add(orderId);
      break;
    default:
      return undefined;
  }
  return { ok: true };
};
