import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { Journal } from '@coffee-shop/aws-local';
import { foreignPageRefusal } from '@coffee-shop/aws-local';
import type { Clock } from '@coffee-shop/aws-local/clock';
import { seededRandom } from '../random';
import type { Answer } from './answer';
import { CallCounts } from './call-counts';
import { CONTROL_PREFIX, control } from './control';
import type { ControlledSimulator } from './control-commands';
import type { EventListener } from './events';
import { Faults } from './faults';
import { IdempotencyKeys } from './idempotency-keys';
import { newId } from './ids';
import { Payments } from './payments';
import { RateLimiter, type RateLimits } from './rate-limits';
import { Responder } from './responder';

export interface GatewaySimulatorOptions {
  readonly clock: Clock;
  /** 0, the default, takes any free port. */
  readonly port?: number;
  /** Environment milliseconds between a call and its effect. */
  readonly latencyMs?: number;
  /** Up to so many environment milliseconds more, at random. */
  readonly jitterMs?: number;
  /** Of jitter and random faults; 1 unless given. */
  readonly seed?: number;
  /** The only API key that is accepted; any, unless given. */
  readonly apiKey?: string;
  /** What objects say of their mode; test mode unless given. */
  readonly livemode?: boolean;
  /** None unless given: they are counted in environment time, so the speed of the machine would decide which calls of a run
   * are refused. */
  readonly rateLimits?: RateLimits;
  /** Keeps payments, refunds, disputes, ledger and idempotency keys over restarts; faults are not kept. */
  readonly journal?: Journal | undefined;
}

/** What a test, the demo or the console can see and set; over HTTP the same under `/_sim/` (control.ts). */
export interface GatewaySimulator extends ControlledSimulator {
  readonly url: string;
  /** Rotates the key: from now on only this one is accepted. */
  setApiKey(apiKey: string): void;
  /** Requests that were refused because of a rate limit. */
  readonly rateLimitRefusals: number;
  /** Calls a listener with each event, in the order in which they occur. @returns what ends that. */
  onEvent(listener: EventListener): () => void;
  /** Goes on with an account that has no payments and knows no keys. The ledger, no part of the account, keeps all entries. */
  forget(): void;
  /** Cuts every connection and forgets what was scheduled. */
  close(): Promise<void>;
}

/**
 * Starts a stand-in for Stripe on 127.0.0.1 that speaks the part of its API which payments by intent need (endpoints.ts),
 * keeps its own ledger, forgets idempotency keys after a day of the clock, and fails on demand.
 * @throws Error (EADDRINUSE) when the port is taken.
 */
export const startGatewaySimulator = async (options: GatewaySimulatorOptions): Promise<GatewaySimulator> => {
  const { clock, journal, latencyMs = 0, jitterMs = 0 } = options;
  const { next: random } = seededRandom(options.seed ?? 1, 'gateway');
  const payments = new Payments(clock, journal, options.livemode);
  const keys = new IdempotencyKeys(clock, journal?.section('idempotency keys'));
  const calls = new CallCounts(clock);
  const faults = new Faults(clock, random);
  const limiter = new RateLimiter(clock, options.rateLimits);
  const responder = new Responder({ clock, random, payments, keys, calls, faults, limiter });
  responder.apiKey = options.apiKey;
  responder.latency = { latencyMs, jitterMs };

  const serve = async (request: http.IncomingMessage, response: http.ServerResponse): Promise<void> => {
    const foreign = foreignPageRefusal(request.headers);
    if (foreign !== undefined) {
      response.writeHead(403, { 'content-type': 'text/plain' }).end(foreign);
      return;
    }
    const { method = 'GET', headers } = request;
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    const body = await text(request);
    if (url.pathname.startsWith(CONTROL_PREFIX)) {
      const { status, body: answer } = control(simulator, method, url, body);
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
      return;
    }
    const id = newId('req');
    const outcome = await responder.respond({ id, method, url, headers, body });
    if (outcome === 'reset') request.socket.destroy();
    else if (outcome !== 'silence') send(response, id, outcome);
  };

  const server = http.createServer((request, response) => {
    // A client that gave up while its body was read has gone; anything else is a fault of the simulator's own.
    serve(request, response).catch((error: unknown) => {
      if (!request.complete) return;
      console.error('the gateway simulator failed', error);
      response.destroy();
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(options.port ?? 0, '127.0.0.1', resolve);
  });

  const simulator: GatewaySimulator = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    ledger: payments.ledger,
    payments,
    calls,
    faults,
    refundsRefused: payments.refundsRefused,
    setLatency(next) {
      responder.latency = next;
    },
    setRateLimits(limits) {
      limiter.limits = limits;
    },
    get rateLimitRefusals() {
      return limiter.refused;
    },
    setApiKey(next) {
      responder.apiKey = next;
    },
    onEvent: (listener) => payments.events.subscribe(listener),
    forget() {
      payments.forget();
      keys.forget();
    },
    async close() {
      faults.clear();
      payments.close();
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
  return simulator;
};

const send = (response: http.ServerResponse, requestId: string, { status, body, replayed, headers }: Answer): void => {
  response
    .writeHead(status, {
      'content-type': 'application/json',
      'request-id': requestId,
      ...(replayed && { 'idempotent-replayed': 'true' }),
      ...headers,
    })
    .end(body);
};
