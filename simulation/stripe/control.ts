import { z } from 'zod/mini';
import { type ControlledSimulator, controlMessages, runCommand } from './control-commands';
import { GATEWAY_OPERATIONS } from './endpoints';
import { StripeApiError } from './stripe-error';

export const CONTROL_PREFIX = '/_sim/';

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
    const result = method === 'GET' ? query(simulator, name, url.searchParams) : runCommand(simulator, name, body);
    return result === undefined
      ? { status: 404, body: { error: `no such control: ${method} ${url.pathname}` } }
      : { status: 200, body: result };
  } catch (error) {
    if (error instanceof z.core.$ZodError) return { status: 400, body: { error: z.prettifyError(error) } };
    if (error instanceof SyntaxError) return { status: 400, body: { error: `body is not JSON: ${error.message}` } };
    if (error instanceof StripeApiError) return { status: 400, body: { error: error.message } };
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
          .parse(Object.fromEntries(parameters), controlMessages),
      );
    case 'call-times':
      return calls.timesMs(
        z.optional(z.enum(GATEWAY_OPERATIONS)).parse(parameters.get('operation') ?? undefined, controlMessages),
      );
    default:
      return undefined;
  }
};
