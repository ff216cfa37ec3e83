import { RunningSimulator } from './running-simulator';

let stripe: RunningSimulator;
beforeEach(async () => {
  stripe = await RunningSimulator.start();
});
afterEach(() => stripe.close());

it.each([
  [402, { error: { type: 'invalid_request_error', message: 'Your account cannot currently make charges.' } }],
  [403, { error: { type: 'invalid_request_error', message: 'The key may not do this.' } }],
  [424, { error: { type: 'api_error', message: 'An external dependency failed.' } }],
  [500, null],
  [504, { message: 'Endpoint request timed out' }],
])('a call is answered %i with any JSON', async (status, body) => {
  const id = await stripe.open();
  expect((await stripe.control('fail-next', { status, body, operation: 'confirm' })).status).toBe(200);

  const answer = await stripe.confirm(id);

  expect(answer).toMatchObject({ status, text: JSON.stringify(body) });
  expect(answer.headers.get('content-type')).toBe('application/json');
  expect(stripe.ledger()).toEqual(['opened']);
  expect((await stripe.confirm(id)).status).toBe(200);
});

it('a call is answered with a page of something in between', async () => {
  const body = '<html><h1>502 Bad Gateway</h1></html>';
  await stripe.control('fail-next', { status: 502, body });
  const answer = await stripe.read('pi_1');

  expect(answer).toMatchObject({ status: 502, text: body });
  expect(answer.headers.get('content-type')).toBe('text/html');
});

it('a call is redirected', async () => {
  await stripe.control('fail-next', { status: 302, headers: { location: 'https://login.example/' } });
  const { status, text, headers } = await stripe.read('pi_1');

  expect({ status, text, location: headers.get('location') }).toEqual({
    status: 302,
    text: '',
    location: 'https://login.example/',
  });
});

it('a call takes effect although its answer is replaced, if so asked', async () => {
  const id = await stripe.open();
  await stripe.control('fail-next', { status: 504, body: '<html></html>', takesEffect: true, operation: 'confirm' });

  expect((await stripe.confirm(id)).status).toBe(504);
  expect(stripe.ledger()).toEqual(['opened', 'captured']);
});

it('calls are answered so at random, beside the kinds of faults', async () => {
  stripe.simulator.faults.setRates([
    { kind: 'rate-limited', probability: 0.5 },
    { status: 418, body: {}, probability: 0.5 },
  ]);
  const statuses = await Promise.all(Array.from({ length: 60 }, async () => (await stripe.read('pi_1')).status));

  expect(new Set(statuses)).toEqual(new Set([404, 418, 429]));
});

it.each([
  ['neither kind nor status', {}],
  ['both', { kind: 'misuse', status: 400 }],
  ['a status that is none', { status: 20 }],
])('a command with %s is refused', async (_, command) => {
  expect((await stripe.control('fail-next', command)).status).toBe(400);
});
