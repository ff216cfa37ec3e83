import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { noBreaker } from '../../../../../pipeline/circuit-breaker/breaker';
import type { PaymentGateway } from '../../../../../stages/payment/gateway/gateway';
import { stripeGateway } from '../../../../../stages/payment/gateway/stripe';

type Answer = readonly [status: number, body: unknown];

const intent = (status: string, facts: Record<string, unknown> = {}): Answer => [
  200,
  {
    id: 'pi_1',
    object: 'payment_intent',
    amount: 480,
    currency: 'eur',
    status,
    cancellation_reason: null,
    last_payment_error: null,
    latest_charge: null,
    ...facts,
  },
];
const unexpectedState: Answer = [
  400,
  { error: { type: 'invalid_request_error', code: 'payment_intent_unexpected_state', message: 'Not in this state.' } },
];
const cardDeclined: Answer = [402, { error: { type: 'card_error', code: 'card_declined', message: 'Declined.' } }];
const charge = { id: 'ch_1', object: 'charge', amount_refunded: 0 };

const asksForAuthentication = intent('requires_action', {
  next_action: { type: 'use_stripe_sdk', use_stripe_sdk: {} },
});
const cancelledForIt = intent('canceled', { cancellation_reason: 'duplicate' });
const declinedForIt = {
  status: 'declined',
  decline: {
    code: 'authentication_required',
    message: 'The card asks for authentication, which was not completed. Please use another card.',
  },
};

describe('the Stripe adapter confirms', () => {
  let answers: Answer[];
  let requests: string[];
  let server: http.Server;
  let gateway: PaymentGateway;

  beforeEach(async () => {
    answers = [];
    requests = [];
    server = http.createServer(async (request, response) => {
      const [path = ''] = (request.url ?? '').split('?');
      const form = new URLSearchParams(await text(request));
      form.delete('expand[0]');
      requests.push(`${request.method} ${path.replace('/v1/payment_intents/', '')} ${form}`.trim());
      const [status, body] = answers.shift() ?? [500, { error: { type: 'api_error', message: 'No answer is left.' } }];
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    gateway = stripeGateway({
      environment: 'test',
      apiKey: async () => 'sk_test_1',
      callsAtOnce: 1,
      callsPerSecond: 1_000,
      url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    })({ permit: await noBreaker.enter(), timeoutMs: 5_000 });
  });
  afterEach(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  const CONFIRM = 'POST pi_1/confirm payment_method=pm_1';
  const CANCEL = 'POST pi_1/cancel cancellation_reason=duplicate';
  const READ = 'GET pi_1';
  const confirm = (...given: Answer[]) => {
    answers = given;
    return gateway.confirm('pi_1', 'pm_1');
  };

  it('with the payment method and nothing else', async () => {
    expect(await confirm(intent('succeeded', { latest_charge: charge }))).toMatchObject({ status: 'captured' });
    expect(requests).toEqual([CONFIRM]);
  });

  it('and cancels an intent that requires an action', async () => {
    expect(await confirm(asksForAuthentication, cancelledForIt)).toMatchObject(declinedForIt);
    expect(requests).toEqual([CONFIRM, CANCEL]);
  });

  it('and cancels an intent that an earlier confirm left requiring an action', async () => {
    expect(await confirm(unexpectedState, asksForAuthentication, cancelledForIt)).toMatchObject(declinedForIt);
    expect(requests).toEqual([CONFIRM, READ, CANCEL]);
  });

  it('and finds out why an earlier confirm cancelled the intent', async () => {
    expect(await confirm(unexpectedState, cancelledForIt)).toMatchObject(declinedForIt);
    expect(requests).toEqual([CONFIRM, READ]);
  });

  it.each([
    ['was cancelled so by another worker', cancelledForIt, declinedForIt],
    [
      'was cancelled for its order',
      intent('canceled', { cancellation_reason: 'requested_by_customer' }),
      { status: 'cancelled' },
    ],
    ['succeeded', intent('succeeded', { latest_charge: charge }), { status: 'captured' }],
    ['is being processed', intent('processing'), { status: 'processing' }],
  ])('and answers the state of an intent that %s before it could be cancelled', async (_, state, expected) => {
    expect(await confirm(asksForAuthentication, unexpectedState, state)).toMatchObject(expected);
    expect(requests).toEqual([CONFIRM, CANCEL, READ]);
  });

  it('and answers that an intent succeeded before it could be cancelled for a decline', async () => {
    const succeeded = intent('succeeded', { latest_charge: charge });

    expect(await confirm(cardDeclined, unexpectedState, succeeded)).toMatchObject({ status: 'captured' });
    expect(requests).toEqual([CONFIRM, 'POST pi_1/cancel cancellation_reason=abandoned', READ]);
  });
});
