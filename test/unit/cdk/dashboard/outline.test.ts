import { outlineLines, outlineOf } from '../../../../cdk/dashboard/outline';
import type { CloudFormationTemplate } from '../../../../cdk/iam/statements';
import { STAGES } from '../../../../contracts/events/order-processor';
import { synthesizeOrderProcessor } from '../synthesized';

const template = synthesizeOrderProcessor({ environment: 'production' }).toJSON() as CloudFormationTemplate;
const sections = outlineOf(template);

/** What a section shows: of each graph its title, its lines and what they are made of. */
const shownIn = (question: string): string =>
  outlineLines(sections.filter((section) => section.question === question)).join('\n');

test('the dashboard answers four questions from top to bottom, that of waiting once per stage', () => {
  expect(sections.map(({ question }) => question)).toEqual([
    'Are customers served?',
    ...STAGES.map((stage) => `Where is work waiting? ${stage}`),
    'What is failing?',
    'What does it cost?',
  ]);
});

test.each([
  ['payment success rate', 'PaymentSuccess of payment, Average'],
  ['orders fulfilled per minute', 'fulfilled: SUM([paymentOrdersFulfilled'],
  ['orders failed per minute', 'failed: SUM([paymentOrdersFailed'],
  ['latency p50', 'FulfilmentLatency of fulfillment, p50'],
  ['latency p95', 'FulfilmentLatency of fulfillment, p95'],
  ['latency p99', 'FulfilmentLatency of fulfillment, p99'],
  ['share within SLA', 'OrderInTime of fulfillment, Average'],
  ['revenue today', "MetricName=\"Revenue\"', 'Sum', 86400"],
  ['orders open too long', 'OrdersOpenTooLong of reconciliation'],
  ['payments pending', 'PaymentsPending of payment-watcher, Maximum'],
  ['the oldest pending payment', 'PaymentPendingOldestSeconds of payment-watcher, Maximum'],
  ['the least success rate', '! charged < 80 for 3 datapoints within 15 minutes'],
])('are customers served: %s', (_, line) => expect(shownIn('Are customers served?')).toContain(line));

describe.each(STAGES)('where is work waiting: %s', (stage) => {
  const queue = `${stage.charAt(0).toUpperCase()}${stage.slice(1)}StageQueue`;
  test.each([
    ['age of the oldest message', `ApproximateAgeOfOldestMessage of ${queue}`],
    ['visible', `ApproximateNumberOfMessagesVisible of ${queue}`],
    ['in flight', `ApproximateNumberOfMessagesNotVisible of ${queue}`],
    ['groups in flight', `ApproximateNumberOfGroupsWithInflightMessages of ${queue}`],
    ['polled', 'PolledEventCount of'],
    ['deleted', 'DeletedEventCount of'],
  ])('%s', (_, line) => expect(shownIn(`Where is work waiting? ${stage}`)).toContain(line));
});

test.each([
  ...['permanent', 'dependency', 'breaker open', 'unknown'].map((name) => [`errors: ${name}`, `${name}: SUM(`]),
  ...STAGES.flatMap((stage) => [
    [`dead letters of ${stage}`, `${stage}-dlq: AWS/SQS ApproximateNumberOfMessagesVisible`],
    [`dead letters of the ingress of ${stage}`, `${stage}-ingress-dlq: AWS/SQS ApproximateNumberOfMessagesVisible`],
    [`throttles of ${stage}`, `${stage} throttles: AWS/Lambda Throttles`],
  ]),
  ['undelivered events', 'delivery-failures: AWS/SQS ApproximateNumberOfMessagesVisible'],
  ['breaker state', 'BreakerOpen of breaker-keeper, Maximum'],
  ['refunds that failed late', 'RefundsSweptFailed of payment-watcher'],
  ['idempotent replays', 'replayed: SUM([paymentRecordsReplayed'],
  ['inventory accuracy', 'InventoryAccuracy of reconciliation, Minimum'],
  ['the least accuracy', '! right < 100 for 2 datapoints within 10 minutes'],
])('what is failing: %s', (_, line) => expect(shownIn('What is failing?')).toContain(line));

test.each([
  ['requests', 'AWS/Lambda Invocations'],
  ['messages', 'AWS/SQS NumberOfMessagesReceived'],
  ['concurrency', 'AWS/Lambda ConcurrentExecutions'],
  ['capacity units', 'AWS/DynamoDB ConsumedWriteCapacityUnits'],
])('what does it cost: %s', (_, line) => expect(shownIn('What does it cost?')).toContain(line));

test('graphs of one row stand side by side, from left to right', () => {
  expect(sections[0]?.rows[0]?.map(({ title }) => title)).toEqual([
    'Orders ended per minute',
    'Payments charged, not declined (%)',
    'From placed to fulfilled (ms)',
    'Orders fulfilled within the SLA (%)',
  ]);
});

test('a template without a dashboard is told', () => {
  expect(() => outlineOf({ Resources: {} })).toThrow('has no dashboard');
});
