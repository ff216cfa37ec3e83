import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { audit } from '../../simulation/audit/audit';
import type { SeenEvent } from '../../simulation/audit/evidence';
import { MAX_EVENT_DELAY_MS } from '../../simulation/stripe/event-destination';
import { orderManager } from '../../simulation/traffic/order-manager';
import { waitsAtGateway } from '../../simulation/traffic/plan';
import type { Bus } from '../../simulation/traffic/put-events';
import { queueSender } from '../../simulation/traffic/queue-message';
import { type Tap, tapBus } from '../../simulation/traffic/tap';
import { deliveriesOf } from '../deliveries';
import { type Environment, type EnvironmentOptions, startEnvironment } from '../environment';
import { type Clients, clientsFor } from './clients';
import { type Deployment, deploymentOf } from './deployment';
import { evidenceOf } from './evidence';
import { Journal } from './journal';
import type { DemoOptions } from './options';
import { type CircuitNews, circuitNews } from './outage';
import { peopleIn } from './people';
import { type Progress, progressLine, silent } from './progress';
import { deadLetterQueues, underWay } from './queues';
import { countOwn, type Requests, requestsPerOrder, requestsSoFar } from './requests';
import { type DemoResult, resultOf } from './result';
import { startScenario } from './scenario';
import { verdictOf } from './settling';
import { closeShop, openShops } from './shops';
import { type DemoTraffic, demoTraffic } from './traffic';

interface RunHooks {
  readonly progress?: Progress;
  /** Runs when all has settled and before anything is checked: the audit's own tests corrupt something here. */
  readonly beforeAudit?: (environment: Environment, clients: Clients, deployment: Deployment) => unknown;
}

export interface DemoHooks extends RunHooks {
  /** Told what is going to be sent, before it is. */
  readonly onTraffic?: (traffic: DemoTraffic) => void;
  /** What a test changes about the environment, or wants to be told by it. */
  readonly environment?: EnvironmentOptions;
}

/** Environment milliseconds: 20 to 30 real ones at the demo's usual scale. */
const GATEWAY_LATENCY = { gatewayLatencyMs: 100, gatewayJitterMs: 50 };
/** Payments that wait at the gateway are looked at as soon as they are decided, not a minute or two later. */
const STRIPE_EVENTS = { stripeEventBus: 'aws.partner/stripe.com/ed_demo' };
/** As in production: a tenth of the batches for five minutes, watched by an alarm. */
const RELEASED_BY_DEGREES = { releases: 'canary' };

/**
 * Starts an environment, runs the demo's traffic through it, audits it and stops it again.
 * @param starting told of the environment that is being started, so that it can be stopped at any moment.
 * @throws TillFileError if a till's export cannot be read; Error in one line if the environment does not start.
 */
export const runDemo = async (
  options: DemoOptions,
  hooks: DemoHooks = {},
  starting: (environment: Promise<Environment>) => void = () => undefined,
): Promise<DemoResult> => {
  // Read before anything is started, so that a wrong file is told at once.
  if (options.data !== undefined) await demoTraffic({ ...options, orders: 1 }, 0);
  hooks.progress?.step('synthesizing the CDK app and starting what it deploys');
  const beganAtMs = performance.now();
  const start = startEnvironment({
    clockScale: options.clockScale,
    alarms: true,
    seed: options.seed,
    ...GATEWAY_LATENCY,
    ...(options.outage?.breaker === false && { functionVariables: { BREAKER: 'off' } }),
    ...hooks.environment,
    context: { ...STRIPE_EVENTS, ...(options.badRelease && RELEASED_BY_DEGREES), ...hooks.environment?.context },
  });
  starting(start);
  const environment = await start;
  try {
    const startSeconds = (performance.now() - beganAtMs) / 1000;
    const traffic = await demoTraffic(options, environment.clock.now());
    hooks.onTraffic?.(traffic);
    return await runTraffic(environment, traffic, options, startSeconds, hooks);
  } finally {
    await environment.stop();
  }
};

const LOOK_EVERY_MS = 50;

/** Runs traffic until every order has ended or none can move any more, and audits it. */
const runTraffic = async (
  environment: Environment,
  { plan, compress }: DemoTraffic,
  options: Pick<DemoOptions, 'barista' | 'outage' | 'badRelease' | 'seed'>,
  startSeconds: number,
  { progress = silent, beforeAudit }: RunHooks,
): Promise<DemoResult> => {
  const { clock } = environment;
  const clients = clientsFor(environment.variables);
  const deployment = deploymentOf(environment);
  const bus: Bus = { eventBridge: clients.eventBridge, busName: deployment.busName, clock };
  const tables = { dynamodb: clients.dynamodb, ...deployment };
  const deadLetters = deadLetterQueues(environment);
  const ownRequests = countOwn(clients.sqs);
  const journal = new Journal();
  const seen: SeenEvent[] = [];
  const news: CircuitNews[] = [];
  const stopping = new AbortController();
  let failure: { readonly error: unknown } | undefined;
  const onError = (error: unknown): void => {
    failure ??= { error };
    stopping.abort();
  };

  const isOpen = ({ orderId }: { orderId: string }): boolean => journal.endedAtMs(orderId) === undefined;
  const tell = (sent: number, planned: number): void =>
    progress.update(
      progressLine({
        sent,
        planned,
        orders: plan.orders.length,
        ended: plan.orders.length - plan.orders.filter(isOpen).length,
        queued: underWay(environment, deadLetters),
      }),
    );

  /** Resolves when nothing moves any more, for so long that whatever was in no queue, an event of the gateway's among it, would have come to one. */
  const settle = async (sent: number): Promise<void> => {
    let lastNewsMs = journal.lastNewsMs;
    let quietSinceMs = clock.now();
    const stillForMs = Math.max(MAX_EVENT_DELAY_MS, 2 * LOOK_EVERY_MS * clock.scale);
    let stillSinceMs = Number.POSITIVE_INFINITY;
    for (; clock.now() - stillSinceMs <= stillForMs; await sleep(LOOK_EVERY_MS)) {
      if (failure) throw failure.error;
      const open = plan.orders.filter(isOpen);
      if (journal.lastNewsMs !== lastNewsMs) {
        lastNewsMs = journal.lastNewsMs;
        quietSinceMs = clock.now();
      }
      const verdict = verdictOf({
        queued: underWay(environment, deadLetters),
        open: open.length,
        inKitchen: open.filter(({ orderId }) => journal.isInKitchen(orderId)).length,
        atGateway: open.filter(({ kind }) => waitsAtGateway(kind)).length,
        quietMs: clock.now() - quietSinceMs,
      });
      stillSinceMs = verdict === 'moving' ? Number.POSITIVE_INFINITY : Math.min(stillSinceMs, clock.now());
      tell(sent, sent);
    }
  };

  /** Closes the shop in time for the stages to know it when the first order comes that has to be refused. */
  const closeInTime = async (): Promise<void> => {
    if (!plan.closeShop) return;
    const { shopId, atMs } = plan.closeShop;
    await clock.sleep((atMs - plan.startMs) / compress - deployment.configTtlMs);
    if (!stopping.signal.aborted) await closeShop(tables, shopId);
  };

  const people = peopleIn(environment, { ...options, bus, onError });
  let tap: Tap | undefined;
  let stopJournal = (): unknown => undefined;
  try {
    progress.step(`opening the shops for ${plan.orders.length} orders`);
    await openShops(tables, plan);
    tap = await tapBus({
      ...bus,
      sqs: clients.sqs,
      onError,
      onEvent: (event) => {
        seen.push(event);
        people.onEvent(event);
      },
    });
    const tapQueue = tap.queueUrl.slice(tap.queueUrl.lastIndexOf('/') + 1);
    const requests = (): Requests => {
      const arn = environment.sqs.queueByName(tapQueue)?.arn ?? '';
      return requestsSoFar(environment, ownRequests() + (environment.events.counters.invocationsByTarget[arn] ?? 0));
    };
    stopJournal = environment.events.onEvent((event) => {
      journal.record(event, performance.now());
      const circuit = circuitNews(event);
      if (circuit) news.push(circuit);
    });

    const before = requests();
    const beganAtMs = performance.now();
    const scenario = startScenario(environment, options, news);
    const manager = orderManager({
      ...bus,
      compress,
      signal: stopping.signal,
      sendMessage: queueSender(clients.sqs, [deployment.stageQueueUrl]),
      onProgress: ({ sent, planned }) => tell(sent, planned),
    });
    const [published] = await Promise.all([manager.publish(plan), scenario.isOver, closeInTime().catch(onError)]);
    await settle(published.sent);
    const settledAtMs = performance.now();
    const became = await scenario.figures();
    const perOrder = requestsPerOrder(before, requests(), plan.orders.length);
    await people.stop();
    await tap.close();
    tap = undefined;

    progress.step('checking every promise from the outside');
    await beforeAudit?.(environment, clients, deployment);
    const evidence = await evidenceOf(environment, clients, deployment, {
      plan,
      events: seen,
      publishedEventIds: published.eventIds,
      deadLetters,
    });
    return resultOf({
      plan,
      journal,
      evidence,
      audit: audit(evidence),
      deliveries: deliveriesOf(environment),
      denials: environment.access.denials,
      requestsPerOrder: perOrder,
      publishedFromMs: beganAtMs,
      seconds: { start: startSeconds, run: (settledAtMs - beganAtMs) / 1000 },
      ...became,
    });
  } finally {
    progress.end();
    stopJournal();
    await people.stop();
    await tap?.close().catch(() => undefined);
    clients.close();
  }
};
