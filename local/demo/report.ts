import { cutText } from '../../contracts/text';
import { printable } from '../../ops/terminal/printable';
import { aligned } from '../../ops/terminal/table';
import { INVARIANTS, type InvariantName } from '../../simulation/audit/audit';
import { eventIdentity } from '../../simulation/audit/dead-letters';
import { isTakenBack } from './release';
import { type DemoResult, isGood } from './result';
import type { Percentiles } from './waits';

/** Puts a mark on text for terminals that show it. */
export interface Paint {
  bold(text: string): string;
  dim(text: string): string;
  good(text: string): string;
  bad(text: string): string;
}

const marked =
  (from: number, to: number) =>
  (text: string): string =>
    `\u001b[${from}m${text}\u001b[${to}m`;
const asIs = (text: string): string => text;

export const PLAIN: Paint = { bold: asIs, dim: asIs, good: asIs, bad: asIs };
const COLOURED: Paint = { bold: marked(1, 22), dim: marked(2, 22), good: marked(32, 39), bad: marked(31, 39) };

/** Colours on a terminal only, and not if NO_COLOR is set to anything (https://no-color.org). */
export const paintFor = (stream: { readonly isTTY?: boolean }, env: NodeJS.ProcessEnv): Paint =>
  stream.isTTY && !env.NO_COLOR ? COLOURED : PLAIN;

/** What each invariant promises, in a shop's words. */
const PROMISES: Readonly<Record<InvariantName, string>> = {
  exactlyOneOutcome: 'every order ended in exactly one way',
  oneFinalEvent: 'every order was told about once, at its end',
  moneyAnnounced: 'every charge and every refund was told about',
  refundFailuresAnnounced: 'every refund that failed in the end was told about',
  disputesAnnounced: 'every dispute was told about, and whatever came of it',
  outcomeAsExpected: 'good orders were fulfilled, bad ones were not',
  ledgerMatchesOutcome: 'the gateway kept the money of fulfilled orders and no other',
  neverTwoCaptures: 'nobody was charged twice',
  intentsSealed: 'no payment of a failed or cancelled order can still be charged',
  checksEnded: 'no payment waits for a customer or a bank any more',
  refusedBeforeCharge: 'invalid and free orders never met the gateway',
  stockConserved: 'received = available + reserved + sold, for each product',
  nothingReserved: 'no stock is held for anybody any more',
  soldMatchesOrders: 'what was sold is what fulfilled orders asked for',
  ticketsWithoutGap: 'ticket numbers have no gap and no double',
  kitchenEmpty: 'no ticket hangs in a kitchen any more',
  queuesDrained: 'no queue holds work any more',
  nothingLost: 'nothing that was sent is lost',
  publishedEventsSeen: 'every event that the bus took was delivered',
  deadLettersHaveReasons: 'every dead letter has its reason',
  eventsMatchSchema: 'every event of the service keeps its contract',
  countersMatchOrders: 'business counters never count more than there was',
};

const SHOWN_FINDINGS = 10;
const SHOWN_REASON_CHARACTERS = 110;
/** Names of the rule or pipe and of the message come first. */
const SHOWN_DELIVERY_CHARACTERS = 220;

const SERVICES: Readonly<Record<string, string>> = {
  dynamodb: 'DynamoDB',
  sqs: 'SQS (rules, pipes, idle polls too)',
  eventbridge: 'EventBridge',
  gateway: 'payment gateway',
};

/** What to try first when a run went wrong: timeouts shrink with the clock, and a busy machine may not keep up. */
const SLOWER = ['npm run demo -- --clock-scale 1', 'was the machine busy? real time gives it time'] as const;

const NEXT_STEPS = [
  ['npm start', 'the same shop, staying open: place orders with any AWS SDK'],
  ['npm run demo -- --orders 1000 --seed 7', 'a longer day'],
  ['npm run demo -- --scenario bad-release', 'a release that fails, and is taken back'],
  ['npm run demo -- --data <file>', "your own till's export, csv or csv.gz"],
  ['npm run demo -- --help', 'everything else'],
] as const;
const NEXT_WIDTH = Math.max(...NEXT_STEPS.map(([command]) => command.length));

/** Cells under each other: the first column to the left, the others, which are figures, to the right. */
const table = (rows: readonly (readonly string[])[]): string[] => aligned(rows, (column) => column > 0);

const figure = (value: number): string => (value >= 100 ? value.toFixed(0) : value.toFixed(1));
const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

const section = (paint: Paint, title: string, lines: readonly string[]): string[] =>
  lines.length === 0 ? [] : ['', paint.bold(title), ...lines.map((line) => `  ${line}`)];

const outcomes = ({ figures, failures }: DemoResult): string[] => {
  const row = (name: string, count: number): string[] => [
    name,
    String(count),
    `${((100 * count) / figures.orders).toFixed(1)} %`,
  ];
  return table([
    row('fulfilled', figures.fulfilled),
    row('failed', figures.failed),
    ...failures.map(({ reason, orders }) => row(`  ${reason}`, orders)),
    row('cancelled', figures.cancelled),
    row('pending', figures.pending),
  ]);
};

const someOf = (items: readonly string[], most: number): string[] =>
  items.length <= most ? [...items] : [...items.slice(0, most), `and ${items.length - most} more`];

const waits = ({ waits, figures: { latencyMs } }: DemoResult): string[] => {
  const cells = ({ p50, p95, p99 }: Percentiles): string[] => [p50, p95, p99].map(figure);
  return table([
    ['', 'orders', 'p50', 'p95', 'p99'],
    ...waits.map((wait) => [wait.where, String(wait.orders), ...cells(wait)]),
    ["the service's own latency *", '', ...cells(latencyMs)],
  ]);
};

/** Seconds are the environment's. */
const outage = ({ figures }: DemoResult): string[] => {
  const { outage: figuresOf } = figures;
  if (!figuresOf) return [];
  const { seconds, callsBeforeOpened, gatewayCallsAfterOpened, recoverySeconds, opened, closed } = figuresOf;
  return table([
    ['the gateway was down for', `${seconds} s`],
    ['calls that it got before the breaker opened', String(callsBeforeOpened)],
    ['and from then until it was back', String(gatewayCallsAfterOpened)],
    ['the breaker opened, probes that failed included', String(opened)],
    ['the breaker closed', String(closed)],
    ...(recoverySeconds === null ? [] : [['after the gateway was back', `${recoverySeconds} s`]]),
  ]);
};

/** Seconds are the environment's. */
const release = ({ figures: { release: figures } }: DemoResult): string[] => {
  if (!figures) return [];
  const { stage, oldVersion, newVersion, oldBatches, newBatches, failedBatches, errorCode, status } = figures;
  return table([
    [`batches of ${stage} by version ${oldVersion}`, String(oldBatches)],
    [`and by version ${newVersion}, which is bad`, String(newBatches)],
    ['  of these failed', String(failedBatches)],
    ...figures.shares.map(({ atSeconds, percent }) => [
      `after ${atSeconds} s version ${newVersion} had`,
      `${percent} %`,
    ]),
    ['the deployment ended', errorCode === null ? status : `${status}, ${errorCode}`],
    ['taken back after', figures.takenBackAfterSeconds === null ? 'never' : `${figures.takenBackAfterSeconds} s`],
  ]);
};

/** Seconds are the environment's. */
const gatewayWaits = ({ gatewayWaits: { authentication, refund } }: DemoResult): string[] => {
  const median = ({ medianSeconds, done }: typeof refund): string => (done > 0 ? `${medianSeconds} s` : '-');
  return table([
    ...(authentication.orders === 0
      ? []
      : [
          ['customers who had to authenticate', String(authentication.orders)],
          ['  charged once they had', String(authentication.done)],
          ['  from asked to charged (median)', median(authentication)],
        ]),
    ...(refund.orders === 0
      ? []
      : [
          ['refunds that were pending first', String(refund.orders)],
          ['  completed by the bank later', String(refund.done)],
          ['  from asked for to the money back (median)', median(refund)],
        ]),
  ]);
};

const requests = ({ figures: { requestsPerOrder } }: DemoResult): string[] =>
  table(Object.entries(requestsPerOrder).map(([service, count]) => [SERVICES[service] ?? service, count.toFixed(2)]));

/** What is wrong, without the value that it is wrong of: reasons read `field: problem, got value`. */
const problemOf = (reason: string): string => reason.split(', got ')[0] ?? reason;

/** Dead letters by problem, each with one reason for an example. */
const deadLetters = ({ figures, deadLetters }: DemoResult): string[] => {
  const reasons = [
    ...new Map(deadLetters.map((letter) => [eventIdentity(letter), letter.reason ?? 'no reason'])).values(),
  ];
  const byProblem = new Map<string, string[]>();
  for (const reason of reasons) {
    byProblem.set(problemOf(reason), [...(byProblem.get(problemOf(reason)) ?? []), reason]);
  }
  return [
    `${plural(figures.malformedSent, 'malformed event')} sent, ${plural(figures.deadLetters, 'event')} dead-lettered`,
    ...[...byProblem.values()]
      .sort((one, other) => other.length - one.length)
      .map(
        (alike) =>
          `${String(alike.length).padStart(4)}  ${cutText(printable(alike[0] ?? ''), SHOWN_REASON_CHARACTERS, '…')}`,
      ),
  ];
};

/** What went wrong on the way to the stages. A malformed event may be refused by a pipe, and is then a dead letter. */
const deliveries = ({ deliveries: { lost, refused } }: DemoResult): string[] =>
  [
    `${plural(lost.count, 'event')} lost by rules, ${plural(refused.count, 'refusal')} by pipes`,
    ...[lost, refused].flatMap(({ last }) => (last === undefined ? [] : [`  the last: ${last}`])),
  ].map((line) => cutText(printable(line), SHOWN_DELIVERY_CHARACTERS, '…'));

/** A role lacks a right, or something asks for what it should not. */
const denied = ({ denied: lines }: DemoResult): string[] =>
  someOf(lines, SHOWN_FINDINGS).map((line) => printable(line));

const invariants = ({ audit }: DemoResult, paint: Paint): string[] => {
  const lines = (Object.keys(INVARIANTS) as InvariantName[]).map((name) => {
    const holds = audit.invariants[name];
    const mark = holds ? paint.good('✓') : paint.bad(holds === undefined ? '?' : '✗');
    return `${mark} ${PROMISES[name]}${holds ? '' : paint.dim(` (${name})`)}`;
  });
  const findings = audit.findings.map(
    ({ invariant, orderId, detail }) => `${invariant}: ${orderId === undefined ? '' : `${orderId} `}${detail}`,
  );
  return [...lines, ...someOf(findings, SHOWN_FINDINGS).map((finding) => paint.bad(`  ${finding}`))];
};

const verdict = (result: DemoResult, paint: Paint): string => {
  const { figures, audit } = result;
  if (isGood(result)) return paint.good(`All ${figures.orders} orders ended, and every promise was kept.`);
  const broken = Object.values(audit.invariants).filter((holds) => !holds).length;
  const faults = [
    ...(figures.pending > 0 ? [`${plural(figures.pending, 'order')} did not end`] : []),
    ...(broken > 0 ? [`${plural(broken, 'promise')} broken`] : []),
    ...(figures.deadLetters === figures.malformedSent ? [] : ['dead letters other than the malformed events']),
    ...(figures.callsDenied > 0 ? [`${plural(figures.callsDenied, 'call')} denied`] : []),
    ...(figures.release && !isTakenBack(figures.release) ? ['the bad release was not taken back'] : []),
    ...(figures.eventsLost > 0 ? [`${plural(figures.eventsLost, 'event')} lost`] : []),
    ...(audit.notCovered.length > 0 ? [`${plural(audit.notCovered.length, 'promise')} not checked`] : []),
  ];
  return paint.bad(`Not as it should be: ${faults.join(', ')}.`);
};

/** The result for a person to read. */
export const reportOf = (result: DemoResult, paint: Paint): string => {
  const { figures, seconds } = result;
  return [
    ...section(paint, `What became of ${plural(figures.orders, 'order')}`, outcomes(result)),
    ...section(paint, 'Where they waited (real ms, queues included)', [
      ...waits(result),
      paint.dim('* from the later of Order Created and Order Confirmed to Delivery Scheduled'),
    ]),
    ...section(paint, 'When the gateway took its time', gatewayWaits(result)),
    ...section(paint, 'When the gateway was down', outage(result)),
    ...section(paint, 'When a bad release was made', release(result)),
    ...section(paint, 'Requests per order', requests(result)),
    ...section(paint, 'Dead letters', [...deadLetters(result), ...deliveries(result)]),
    ...section(paint, 'Denied by the policies of the templates', denied(result)),
    ...section(paint, 'Promises, checked from the outside', invariants(result, paint)),
    '',
    verdict(result, paint),
    paint.dim(
      `${figures.ordersPerSecond} orders ended per second; ${plural(figures.duplicatesSent, 'event')} came twice; ` +
        `start ${seconds.start.toFixed(1)} s, run ${seconds.run.toFixed(1)} s.`,
    ),
    '',
    paint.bold('Next'),
    ...[...(isGood(result) ? [] : [SLOWER]), ...NEXT_STEPS].map(
      ([command, what]) => `  ${command.padEnd(NEXT_WIDTH)}  ${paint.dim(what)}`,
    ),
  ].join('\n');
};
