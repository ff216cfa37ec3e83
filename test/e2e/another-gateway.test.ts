import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { scaledClock } from '@coffee-shop/aws-local/clock';
import { type GatewaySimulator, startGatewaySimulator } from '../../simulation/stripe/simulator';
import { entriesOf, type Service, startService } from './started';

const KEY = 'sk_test_elsewhere';

let elsewhere: GatewaySimulator;
let service: Service;

beforeAll(async () => {
  elsewhere = await startGatewaySimulator({ clock: scaledClock(), apiKey: KEY });
  service = await startService('--gateway-url', elsewhere.url, '--gateway-key', KEY);
});

afterAll(async () => {
  await service?.interrupt();
  await elsewhere?.close();
});

test('npm start charges at the gateway that it is given, with its key', async () => {
  const events = new EventBridgeClient(service.client);
  const Entries = entriesOf(service.variable('EVENT_BUS_NAME'), 'elsewhere-1', 2);
  await events.send(new PutEventsCommand({ Entries }));
  while (elsewhere.ledger.captures('elsewhere-1').length === 0) await new Promise((resolve) => setTimeout(resolve, 50));
  expect(elsewhere.ledger.captures('elsewhere-1')).toMatchObject([{ amount: 750, currency: 'USD' }]);
  events.destroy();
});

test('it says where the gateway is, and its key nowhere', async () => {
  expect(service.variable('GATEWAY_URL')).toBe(elsewhere.url);
  expect(service.printed.join('\n')).not.toContain(KEY);
});

test('the console shows where the gateway is, and refuses to take it down', async () => {
  const page = `${service.variable('AWS_ENDPOINT_URL')}/console/api`;
  expect(await (await fetch(`${page}/state`)).json()).toMatchObject({ gateway: { outage: null, url: elsewhere.url } });
  const answer = await fetch(`${page}/actions/gateway`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ outage: '503' }),
  });
  expect(answer.status).toBe(400);
  expect(await answer.text()).toContain(`the gateway at ${elsewhere.url} is not ours to switch off`);
});
