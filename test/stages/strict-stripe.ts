import { randomBytes } from 'node:crypto';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/*
 * Stripe as its documentation has it, for the requests that charging and refunding need, and nothing more: what is not
 * documented is refused. It shares no code with the simulator or the adapter, so that these two cannot agree on a mistake.
 * https://docs.stripe.com/api/payment_intents, https://docs.stripe.com/api/refunds, https://docs.stripe.com/api/errors
 */

interface Intent {
  readonly id: string;
  readonly object: 'payment_intent';
  readonly amount: number;
  readonly currency: string;
  readonly metadata: Readonly<Record<string, string>>;
  status: 'requires_payment_method' | 'requires_action' | 'processing' | 'canceled' | 'succeeded';
  cancellation_reason: string | null;
  last_payment_error: object | null;
  latest_charge: { id: string; object: 'charge'; amount_refunded: number } | null;
  next_action: object | null;
}

type Operation = 'open' | 'confirm' | 'read' | 'cancel' | 'refund' | 'refunds' | 'balance';

/** A request as it came: form fields in Stripe's bracket notation. */
interface Recorded {
  readonly operation: Operation;
  readonly form: Readonly<Record<string, string>>;
  readonly idempotencyKey: string | undefined;
  readonly version: string | undefined;
}

interface Answer {
  readonly status: number;
  /** JSON, or text as it is. */
  readonly body: unknown;
}

class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly error: Readonly<Record<string, unknown>>,
  ) {
    super(String(error.message));
  }
}

const invalid = (message: string, more: Readonly<Record<string, unknown>> = {}, status = 400) =>
  new Refusal(status, { type: 'invalid_request_error', message, ...more });

/** First part of the parameters that each request takes. */
const PARAMETERS: Readonly<Record<Operation, readonly string[]>> = {
  open: [
    'amount',
    'currency',
    'automatic_payment_methods',
    'customer',
    'metadata',
    'description',
    'statement_descriptor_suffix',
    'expand',
  ],
  confirm: ['payment_method', 'payment_method_data', 'confirmation_token', 'return_url', 'expand'],
  read: ['expand'],
  cancel: ['cancellation_reason', 'expand'],
  refund: ['payment_intent', 'amount', 'reason', 'metadata', 'expand'],
  refunds: ['payment_intent', 'charge', 'created', 'limit', 'starting_after', 'ending_before', 'expand'],
  balance: [],
};

const REASONS = ['duplicate', 'fraudulent', 'requested_by_customer', 'abandoned'];

export class StrictStripe {
  readonly requests: Recorded[] = [];
  readonly intents = new Map<string, Intent>();
  readonly #server: http.Server;
  readonly #byKey = new Map<string, { readonly request: string; readonly answer: Answer }>();
  readonly #planned: { readonly operation: Operation; readonly answer: (intent?: Intent) => Answer | undefined }[] = [];

  private constructor() {
    this.#server = http.createServer(async (request, response) => {
      const { status, body } = await this.#answer(request).catch((error: unknown): Answer => {
        if (!(error instanceof Refusal)) throw error;
        return { status: error.status, body: { error: error.error } };
      });
      response.writeHead(status, { 'content-type': 'application/json', 'request-id': 'req_secret' });
      response.end(typeof body === 'string' ? body : JSON.stringify(body));
    });
  }

  static async start(): Promise<StrictStripe> {
    const stripe = new StrictStripe();
    await new Promise<void>((resolve) => stripe.#server.listen(0, '127.0.0.1', resolve));
    return stripe;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Whether refunds can be listed; Stripe can, another stand-in may not. */
  listsRefunds = true;

  /** The next request of an operation gets this answer; its effect is what `answer` does to the intent. */
  next(operation: Operation, answer: Answer | ((intent?: Intent) => Answer | undefined)): void {
    this.#planned.push({ operation, answer: typeof answer === 'function' ? answer : () => answer });
  }

  operations(): Operation[] {
    return this.requests.map(({ operation }) => operation);
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #answer(request: http.IncomingMessage): Promise<Answer> {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    const form = Object.fromEntries(new URLSearchParams(request.method === 'GET' ? url.search : await text(request)));
    const [operation, id] = operationOf(request.method ?? '', url.pathname);
    const { 'idempotency-key': idempotencyKey, 'stripe-version': version } = request.headers;
    this.requests.push({ operation, form, idempotencyKey: idempotencyKey?.toString(), version: version?.toString() });
    const known = this.intents.get(id ?? form.payment_intent ?? '');
    const at = this.#planned.findIndex((one) => one.operation === operation);
    if (operation === 'refunds' && !this.listsRefunds) throw unknownUrl(request.method ?? '', url.pathname);
    const planned = at < 0 ? undefined : this.#planned.splice(at, 1)[0]?.answer(known);
    if (planned) return planned;
    const unknown = Object.keys(form).find((name) => !PARAMETERS[operation].includes(/^\w+/.exec(name)?.[0] ?? ''));
    if (unknown) throw invalid(`Received unknown parameter: ${unknown}`, { code: 'parameter_unknown', param: unknown });
    const key = request.method === 'POST' ? idempotencyKey?.toString() : undefined;
    const saved = key === undefined ? undefined : this.#byKey.get(key);
    const text_ = `${url.pathname} ${JSON.stringify(form)}`;
    if (saved && saved.request !== text_)
      throw new Refusal(400, { type: 'idempotency_error', message: 'Keys can only be used with the same parameters.' });
    if (saved) return saved.answer;
    const answer = { status: 200, body: this.#execute(operation, form, id) };
    if (key !== undefined) this.#byKey.set(key, { request: text_, answer: structuredClone(answer) });
    return answer;
  }

  #execute(operation: Operation, form: Readonly<Record<string, string>>, id = ''): unknown {
    if (operation === 'balance') return { object: 'balance', available: [], pending: [], livemode: false };
    if (operation === 'open') return this.#open(form);
    const isAboutRefunds = operation === 'refund' || operation === 'refunds';
    const intent = this.intents.get(isAboutRefunds ? (form.payment_intent ?? '') : id);
    if (!intent) throw invalid(`No such payment_intent: '${id}'`, { code: 'resource_missing', param: 'intent' }, 404);
    if (operation === 'confirm') return confirmed(intent, form);
    if (operation === 'cancel') return cancelled(intent, form);
    if (operation === 'refund') return refunded(intent);
    if (operation === 'refunds')
      return { object: 'list', url: '/v1/refunds', has_more: false, data: refundsOf(intent) };
    return intent;
  }

  #open(form: Readonly<Record<string, string>>): Intent {
    const amount = Number(form.amount);
    if (!/^[1-9]\d{0,11}$/.test(form.amount ?? '')) throw invalid('Invalid integer', { param: 'amount' });
    if (!/^[a-z]{3}$/.test(form.currency ?? '')) throw invalid('Invalid currency', { param: 'currency' });
    if (
      form['automatic_payment_methods[enabled]'] !== 'true' ||
      form['automatic_payment_methods[allow_redirects]'] !== 'never'
    )
      throw invalid('A confirm without return_url needs allow_redirects=never.', {
        param: 'automatic_payment_methods',
      });
    const metadata = Object.fromEntries(
      Object.entries(form).flatMap(([name, value]) => {
        const [, field] = /^metadata\[(\w+)\]$/.exec(name) ?? [];
        return field === undefined ? [] : [[field, value]];
      }),
    );
    const intent: Intent = {
      id: `pi_${randomBytes(8).toString('hex')}`,
      object: 'payment_intent',
      amount,
      currency: form.currency ?? '',
      metadata,
      status: 'requires_payment_method',
      cancellation_reason: null,
      last_payment_error: null,
      latest_charge: null,
      next_action: null,
    };
    this.intents.set(intent.id, intent);
    return intent;
  }
}

const operationOf = (method: string, path: string): [Operation, string?] => {
  const [, , resource, id, action] = path.split('/');
  if (method === 'GET' && path === '/v1/balance') return ['balance'];
  if (method === 'POST' && path === '/v1/refunds') return ['refund'];
  if (method === 'GET' && path === '/v1/refunds') return ['refunds'];
  if (resource === 'payment_intents' && method === 'POST' && id === undefined) return ['open'];
  if (resource === 'payment_intents' && id !== undefined) {
    if (method === 'GET' && action === undefined) return ['read', id];
    if (method === 'POST' && (action === 'confirm' || action === 'cancel')) return [action, id];
  }
  throw unknownUrl(method, path);
};

const unknownUrl = (method: string, path: string) =>
  invalid(`Unrecognized request URL (${method}: ${path}).`, { code: 'url_invalid' }, 404);

const unexpectedState = ({ status }: Intent) =>
  invalid(`The PaymentIntent has a status of ${status}.`, { code: 'payment_intent_unexpected_state' });

/** Charges an intent: also what a confirm does whose answer is lost. */
export const capture = (intent: Intent | undefined): void => {
  if (intent?.status !== 'requires_payment_method') return;
  intent.status = 'succeeded';
  intent.last_payment_error = null;
  intent.latest_charge = { id: 'ch_1', object: 'charge', amount_refunded: 0 };
};

const confirmed = (intent: Intent, form: Readonly<Record<string, string>>): Intent => {
  const { payment_method: method, confirmation_token, 'payment_method_data[card][token]': card } = form;
  const [token, ...more] = [method, confirmation_token, card].filter((given) => given !== undefined);
  if (token === undefined || more.length > 0)
    throw invalid('One payment method is needed.', { param: 'payment_method' });
  if (method !== undefined && !method.startsWith('pm_'))
    throw invalid(`No such PaymentMethod: '${method}'`, { code: 'resource_missing', param: 'payment_method' });
  if (intent.status !== 'requires_payment_method') throw unexpectedState(intent);
  if (token.includes('declined')) {
    intent.last_payment_error = { type: 'card_error', code: 'card_declined', decline_code: 'do_not_honor' };
    throw new Refusal(402, {
      type: 'card_error',
      code: 'card_declined',
      decline_code: 'do_not_honor',
      message: 'Your card was declined.',
    });
  }
  capture(intent);
  return intent;
};

const cancelled = (intent: Intent, { cancellation_reason: reason }: Readonly<Record<string, string>>): Intent => {
  if (reason !== undefined && !REASONS.includes(reason))
    throw invalid('Invalid reason', { param: 'cancellation_reason' });
  if (intent.status !== 'requires_payment_method' && intent.status !== 'requires_action') throw unexpectedState(intent);
  intent.status = 'canceled';
  intent.cancellation_reason = reason ?? null;
  intent.last_payment_error = null;
  return intent;
};

const refunded = (intent: Intent): object => {
  const { latest_charge: charge } = intent;
  if (intent.status !== 'succeeded' || !charge)
    throw invalid('There is no charge to refund.', { param: 'payment_intent' });
  if (charge.amount_refunded === intent.amount)
    throw invalid('The charge has already been refunded.', { code: 'charge_already_refunded' });
  charge.amount_refunded = intent.amount;
  return refundObject(intent);
};

const refundObject = ({ id, amount, currency }: Intent): object => ({
  id: `re_${id}`,
  object: 'refund',
  status: 'succeeded',
  amount,
  currency,
  payment_intent: id,
});

const refundsOf = (intent: Intent): object[] => (intent.latest_charge?.amount_refunded ? [refundObject(intent)] : []);
