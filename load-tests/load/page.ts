import { OMISSIONS } from '../price/price';
import { chart, escaped } from './chart';
import { isGood, type LoadFigures } from './figures';
import { STYLE } from './style';

const STAGES = [
  ['payment', 'one'],
  ['inventory', 'two'],
  ['fulfillment', 'three'],
] as const;
const SHOWN_FINDINGS = 20;
const OTHERS = 'other stages';

const seconds = (ms: number): string => `${(ms / 1000).toFixed(ms < 10_000 ? 2 : 1)} s`;
const usd = (amount: number): string => amount.toFixed(2);

const tile = (name: string, value: string, note: string, isBad = false): string =>
  `<div class="tile${isBad ? ' bad' : ''}"><span>${escaped(name)}</span><b>${escaped(value)}</b><small>${escaped(note)}</small></div>`;

const tiles = ({ orders, fulfilledPerSecond, latencyMs, mostMessagesWaiting, counted }: LoadFigures): string =>
  [
    tile('Fulfilled', `${orders.fulfilled}`, `of ${orders.placed} orders placed`, orders.fulfilled !== orders.placed),
    tile('Lost', `${orders.lost}`, `${orders.unfulfilled} ended otherwise`, orders.lost + orders.unfulfilled > 0),
    tile('Throughput', `${fulfilledPerSecond.mean.toFixed(1)}/s`, `${fulfilledPerSecond.peak.toFixed(1)}/s at most`),
    tile('Latency p95', seconds(latencyMs.p95), `p50 ${seconds(latencyMs.p50)}, p99 ${seconds(latencyMs.p99)}`),
    tile('Backlog', `${mostMessagesWaiting}`, 'messages at most'),
    counted
      ? tile('Price', `$${usd(counted.costPerMillionUsd.total)}`, 'per million orders, list price')
      : tile('Price', '–', 'counted with --own only'),
  ].join('');

/** The stage that a queue belongs to, by its name. */
const depthOfStage = (messages: Readonly<Record<string, number>>, stage: string): number =>
  Object.entries(messages)
    .filter(([queue]) => (STAGES.find(([name]) => queue.includes(`-${name}`))?.[0] ?? OTHERS) === stage)
    .reduce((sum, [, depth]) => sum + depth, 0);

const charts = ({ buckets, bucketSeconds, backlog, memory, phases }: LoadFigures): string => {
  const lastSecond = Math.max(buckets.length * bucketSeconds, ...backlog.map(({ atSecond }) => atSecond));
  const middle = (fromSecond: number): number => fromSecond + bucketSeconds / 2;
  const common = { lastSecond, phases };
  const latency = (name: 'p50' | 'p95' | 'p99', tone: string) => ({
    name,
    tone,
    points: buckets.map(({ fromSecond, latencyMs }) => ({
      atSecond: middle(fromSecond),
      value: latencyMs === null ? null : latencyMs[name] / 1000,
    })),
  });
  const stages = [...STAGES, [OTHERS, 'four'] as const].map(([name, tone]) => ({
    name,
    tone,
    points: backlog
      .filter(({ atSecond }) => atSecond >= 0)
      .map(({ atSecond, messages }) => ({ atSecond, value: depthOfStage(messages, name) })),
  }));
  const memoryLine = (name: 'environment' | 'database', tone: string) => ({
    name,
    tone,
    points: memory
      .filter(({ atSecond }) => atSecond >= 0)
      .map(({ atSecond, ...at }) => ({ atSecond, value: at[`${name}Mb`] })),
  });
  return [
    chart({
      ...common,
      title: 'Throughput',
      unit: `orders per second, stretches of ${bucketSeconds} s`,
      lines: [
        {
          name: 'placed',
          tone: 'two',
          points: buckets.map(({ fromSecond, placedPerSecond: value }) => ({ atSecond: middle(fromSecond), value })),
        },
        {
          name: 'fulfilled',
          tone: 'one',
          points: buckets.map(({ fromSecond, fulfilledPerSecond: value }) => ({ atSecond: middle(fromSecond), value })),
        },
      ],
    }),
    chart({
      ...common,
      title: 'Latency',
      unit: 'seconds from the order on the bus to its Order Fulfilled, by when it was published',
      lines: [latency('p50', 'one'), latency('p95', 'two'), latency('p99', 'three')],
    }),
    chart({
      ...common,
      title: 'Backlog',
      unit: 'messages in the queues of a stage, in flight included',
      lines: stages.filter(({ name, points }) => name !== OTHERS || points.some(({ value }) => value > 0)),
    }),
    ...(memory.length > 0
      ? [
          chart({
            ...common,
            title: 'Memory',
            unit: 'MiB resident; the database keeps every order in memory',
            lines: [memoryLine('environment', 'one'), memoryLine('database', 'two')],
          }),
        ]
      : []),
  ].join('\n');
};

const row = (...cells: readonly string[]): string =>
  `<tr>${cells.map((cell) => `<td>${escaped(cell)}</td>`).join('')}</tr>`;

const price = ({ counted }: LoadFigures): string => {
  if (!counted) {
    return `<p>The service's requests cannot be seen from outside of its environment: <code>npm run test:load -- --own</code> counts them, and their price.</p>`;
  }
  const { requestsPerOrder, costPerMillionUsd: cost, usage } = counted;
  const per = (count: number): string => (count / usage.fulfilledOrders).toFixed(2);
  return `<table><thead><tr><th>Service</th><th>Per fulfilled order</th><th>USD per million</th></tr></thead><tbody>
${row('EventBridge', `${per(usage.ownEvents)} own events`, usd(cost.eventBridge))}
${row('Pipes', `${per(usage.pipeRequests)} requests`, usd(cost.pipes))}
${row('SQS', `${requestsPerOrder.sqs.toFixed(2)} requests, idle polls included`, usd(cost.sqs))}
${row('Lambda', `${per(usage.invocations)} invocations, ${per(usage.gbSeconds)} GB-s`, usd(cost.lambda))}
${row('DynamoDB', `${requestsPerOrder.dynamodb.toFixed(2)} requests: ${per(usage.writeUnits)} write units, ${per(usage.readUnits)} read units`, usd(cost.dynamodb))}
${row('Total', `and ${requestsPerOrder.gateway.toFixed(2)} calls of the payment gateway`, usd(cost.total))}
</tbody></table><p>Not in it: ${escaped(OMISSIONS.join(', '))}. Durations are this machine's, and low rates make small batches: a busy service is cheaper per order.</p>`;
};

const invariants = ({ invariants: checked, notCovered, findings, ledgerGap }: LoadFigures): string =>
  `<ul class="checks">${Object.entries(checked)
    .map(([name, holds]) => `<li class="${holds ? 'holds' : 'broken'}">${holds ? '✓' : '✗'} ${escaped(name)}</li>`)
    .join('')}${notCovered
    .map(
      ({ invariant, lacks }) =>
        `<li class="open">– ${escaped(invariant)} <small>not covered: ${escaped(lacks.join(', '))}</small></li>`,
    )
    .join('')}</ul>${ledgerGap === null ? '' : `<p>Not checked: ${escaped(ledgerGap)}.</p>`}${
    findings.length > 0
      ? `<table><tbody>${findings
          .slice(0, SHOWN_FINDINGS)
          .map(({ invariant, orderId = '', detail }) => row(invariant, orderId, detail))
          .join(
            '',
          )}</tbody></table><p>${Math.min(SHOWN_FINDINGS, findings.length)} of ${findings.length} findings; all are in report.json.</p>`
      : ''
  }`;

/** The whole report as one file that needs no other, in the reader's light or dark. */
export const reportPage = (figures: LoadFigures): string => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Load test ${escaped(figures.runId)}</title>
<style>${STYLE}</style></head><body><main>
<header><h1>Load test <em class="${isGood(figures) ? 'good' : 'bad'}">${isGood(figures) ? 'passed' : 'failed'}</em></h1>
<p>${escaped(figures.startedAt)} · ${escaped(figures.target)} · ${escaped(figures.machine)}</p></header>
<section class="tiles">${tiles(figures)}</section>
${charts(figures)}
<section><h2>Requests and price</h2>${price(figures)}</section>
<section><h2>Invariants</h2>${invariants(figures)}<p>Dead letters added: ${figures.deadLettersAdded}. The breaker opened ${figures.circuitsOpened} times.${figures.circuitsOpened > 0 ? ' The gateway, or a machine too busy to hear it, answered too late, and orders waited for the probe.' : ''} Thresholds of artillery.yml: ${figures.artilleryExitCode === 0 ? 'met' : 'missed'}.</p></section>
<footer>${escaped(figures.runId)}. Rest the mouse on a point for its value; the figures are in report.json.</footer>
</main></body></html>
`;
