import { type Form, parseForm } from './form';
import { invalidRequest } from './stripe-error';

/** What the service asks of the gateway, by the operations of its port: what calls are counted and faults are planned by. */
export const GATEWAY_OPERATIONS = ['open', 'confirm', 'read', 'cancel', 'refund'] as const;
export type GatewayOperation = (typeof GATEWAY_OPERATIONS)[number];

/** One request of Stripe's API. Each has a rate limit of its own (https://docs.stripe.com/rate-limits). */
export type Endpoint = GatewayOperation | 'list' | 'read refund' | 'list refunds' | 'list disputes';

/** A request of the subset of Stripe's API that is simulated. */
export interface Call {
  readonly endpoint: Endpoint;
  readonly operation: GatewayOperation;
  /** The intent that it works on; undefined for one that is to be opened, for a list, or when a refund names none. */
  readonly intentId: string | undefined;
  /** The id in the path: an intent's, or a refund's. */
  readonly id: string;
  readonly form: Form;
}

/** `GET /v1/balance`: whether a key works (https://docs.stripe.com/api/balance/balance_retrieve). */
export const isBalance = (method: string, { pathname }: URL): boolean => method === 'GET' && pathname === '/v1/balance';

/** Recognises a request. @throws StripeApiError (404) when it is none of the subset. */
export const callOf = (method: string, url: URL, body: string): Call => {
  const [version, resource, id = '', action, ...rest] = url.pathname.slice(1).split('/');
  const route = `${method} ${resource}${id ? '/:id' : ''}${action ? `/${action}` : ''}`;
  const endpoint = version === 'v1' && rest.length === 0 ? ROUTES[route] : undefined;
  if (endpoint === undefined)
    throw invalidRequest(`Unrecognized request URL (${method}: ${url.pathname}).`, { code: 'url_invalid' }, 404);
  const form = parseForm(method === 'GET' ? url.search : body);
  return { endpoint, operation: operationOf(endpoint), form, id, intentId: intentOf(endpoint, id, form) };
};

const ROUTES: Readonly<Record<string, Endpoint>> = {
  'POST payment_intents': 'open',
  'GET payment_intents': 'list',
  'GET payment_intents/:id': 'read',
  'POST payment_intents/:id/confirm': 'confirm',
  'POST payment_intents/:id/cancel': 'cancel',
  'POST refunds': 'refund',
  'GET disputes': 'list disputes',
  'GET refunds': 'list refunds',
  'GET refunds/:id': 'read refund',
};

const operationOf = (endpoint: Endpoint): GatewayOperation => (isPortOperation(endpoint) ? endpoint : 'read');

const isPortOperation = (endpoint: Endpoint): endpoint is GatewayOperation =>
  (GATEWAY_OPERATIONS as readonly string[]).includes(endpoint);

const intentOf = (endpoint: Endpoint, id: string, { payment_intent }: Form): string | undefined => {
  if (endpoint === 'read' || endpoint === 'confirm' || endpoint === 'cancel') return id;
  return endpoint === 'refund' && typeof payment_intent === 'string' ? payment_intent : undefined;
};
