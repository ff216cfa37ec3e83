import type { StripeEvent } from '../../../../simulation/stripe/events';
import {
  type GatewaySimulator,
  type GatewaySimulatorOptions,
  startGatewaySimulator,
} from '../../../../simulation/stripe/simulator';
import { type HandClock, handClock } from './hand-clock';

export type Form = Readonly<Record<string, string>>;
export type Json = Readonly<Record<string, unknown>>;

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** Empty if it is no JSON. */
  readonly body: Json & { readonly id: string; readonly error: Json; readonly data: readonly Json[] };
}

export const OPEN: Form = {
  amount: '480',
  currency: 'eur',
  'automatic_payment_methods[enabled]': 'true',
  'automatic_payment_methods[allow_redirects]': 'never',
  'metadata[orderId]': 'A',
};

/** A simulator with a clock that stands still, and what a client of Stripe's can do with it. */
export class RunningSimulator {
  readonly events: StripeEvent[] = [];

  private constructor(
    readonly simulator: GatewaySimulator,
    readonly clock: HandClock,
  ) {
    simulator.onEvent((event) => void this.events.push(event));
  }

  static async start(options: Partial<GatewaySimulatorOptions> = {}): Promise<RunningSimulator> {
    const clock = handClock();
    return new RunningSimulator(await startGatewaySimulator({ clock, ...options }), clock);
  }

  close(): Promise<void> {
    return this.simulator.close();
  }

  async request(path: string, init: RequestInit = {}): Promise<Reply> {
    const response = await fetch(`${this.simulator.url}${path}`, {
      redirect: 'manual',
      ...init,
      headers: { authorization: 'Bearer sk_test_1', ...init.headers },
    });
    const text = await response.text();
    const { status, headers } = response;
    return { status, headers, text, body: text.startsWith('{') ? JSON.parse(text) : {} };
  }

  get(path: string): Promise<Reply> {
    return this.request(path);
  }

  post(path: string, form: Form, key?: string): Promise<Reply> {
    const headers = key === undefined ? {} : { 'idempotency-key': key };
    return this.request(path, { method: 'POST', body: new URLSearchParams(form), headers });
  }

  /** Opens an intent. @returns its id. */
  async open(form: Form = {}): Promise<string> {
    return (await this.post('/v1/payment_intents', { ...OPEN, ...form })).body.id;
  }

  confirm(id: string, payment_method = 'pm_card_visa', form: Form = {}): Promise<Reply> {
    return this.post(`/v1/payment_intents/${id}/confirm`, { payment_method, ...form });
  }

  /** Opens an intent and confirms it. @returns its id. */
  async paid(payment_method = 'pm_card_visa', form: Form = {}): Promise<string> {
    const id = await this.open(form);
    await this.confirm(id, payment_method);
    return id;
  }

  cancel(id: string): Promise<Reply> {
    return this.post(`/v1/payment_intents/${id}/cancel`, {});
  }

  read(id: string): Promise<Reply> {
    return this.get(`/v1/payment_intents/${id}?expand[0]=latest_charge`);
  }

  refund(payment_intent: string, form: Form = {}): Promise<Reply> {
    return this.post('/v1/refunds', { payment_intent, ...form });
  }

  async control(name: string, command: Json): Promise<{ readonly status: number; readonly body: Json }> {
    const response = await fetch(`${this.simulator.url}/_sim/${name}`, {
      method: 'POST',
      body: JSON.stringify(command),
    });
    return { status: response.status, body: (await response.json()) as Json };
  }

  eventTypes(): string[] {
    return this.events.map(({ type }) => type);
  }

  /** Types of the ledger's entries of an order. */
  ledger(orderId = 'A'): string[] {
    return this.simulator.ledger.entries(orderId).map(({ type }) => type);
  }

  net(orderId = 'A'): number | undefined {
    return this.simulator.ledger.netByOrder()[orderId];
  }
}
