import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { auditRun } from '../../load-tests/load/audit-run';
import { Observations } from '../../load-tests/load/observations';
import { namesFrom } from '../../ops/target/names';
import { clients } from '../../ops/target/session';
import { StrictStripe } from '../stages/strict-stripe';
import { entriesOf, type Service, startService } from './started';

const RUN = 'stand-in';
const ORDER = `${RUN}-1`;

let stripe: StrictStripe;
let service: Service;

beforeAll(async () => {
  stripe = await StrictStripe.start();
  service = await startService('--gateway-url', stripe.url, '--gateway-key', 'sk_test_stand_in');
  Object.assign(process.env, service.variables);
  const events = new EventBridgeClient(service.client);
  await events.send(new PutEventsCommand({ Entries: entriesOf(service.variable('EVENT_BUS_NAME'), ORDER, 2) }));
  events.destroy();
  const isFulfilled = async () => {
    const page = `${service.variable('AWS_ENDPOINT_URL')}/console/api/state?search=${ORDER}`;
    const { orders } = (await (await fetch(page)).json()) as { orders: { place: string }[] };
    return orders[0]?.place === 'fulfilled';
  };
  while (!(await isFulfilled())) await new Promise((resolve) => setTimeout(resolve, 50));
});

afterAll(async () => {
  await service?.interrupt();
  await stripe?.close();
});

/** The audit of a load run that placed this one order. */
const audited = async () => {
  const names = namesFrom(service.variables, 'npm start');
  const aws = clients();
  const run = new Observations(RUN);
  run.orders.set(ORDER, { orderId: ORDER, total: 750, currency: 'USD', placedAtMs: Date.now(), publishedAtMs: 0 });
  const { configTable, counterTable } = names;
  const tables = { dynamodb: aws.dynamodb, configTable, counterTable };
  const report = await auditRun(run, [], { sqs: aws.sqs, tables, names });
  aws.close();
  return report;
};

test('on a stand-in without a list the audit checks the stored intents, and says what it cannot see', async () => {
  const { invariants, notCovered, ledgerGap } = await audited();
  expect(invariants).toMatchObject({ ledgerMatchesOutcome: true, intentsSealed: true });
  expect(notCovered.map(({ invariant }) => invariant)).toEqual(
    expect.arrayContaining(['neverTwoCaptures', 'refusedBeforeCharge']),
  );
  expect(ledgerGap).toContain('an intent that no order stored cannot be seen');
});

test('money that the stand-in gave back is found', async () => {
  for (const { latest_charge: charge } of stripe.intents.values()) if (charge) charge.amount_refunded = 100;
  const { findings } = await audited();
  expect(findings.map(({ invariant, detail }) => `${invariant}: ${detail}`)).toContain(
    'ledgerMatchesOutcome: is fulfilled: the ledger keeps 6.50 USD, due are 7.50 USD',
  );
});
