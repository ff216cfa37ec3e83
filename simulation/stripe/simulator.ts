import { randomBytes } from 'node:crypto';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { Journal } from '@coffee-shop/aws-local';
import { foreignPageRefusal } from '@coffee-shop/aws-local';
import type { Clock } from '@coffee-shop/aws-local/clock';
import { seededRandom } from '../random';
import { CallCounts } from './call-counts';
import { CONTROL_PREFIX, type ControlledSimulator, control } from './control';
import { type FaultKind, Faults } from './faults';
import { type Answer, IdempotencyKeys } from './idempotency-keys';
import { Payments } from './payments';
import { type Call, callOf, execute, isBalance } from './stripe-api';
import { invalidRequest, StripeApiError } from './stripe-error';

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
  /** Keeps payments, ledger and idempotency keys over restarts; faults are not kept. */
  readonly journal?: Journal | undefined;
}

/** What a test, the demo or the console can see and set; over HTTP the same under `/_sim/` (control.ts). */
export interface GatewaySimulator extends ControlledSimulator {
  readonly url: string;
  /** Rotates the key: from now on only this one is accepted. */
  setApiKey(apiKey: string): void;
  /** Cuts every connection and forgets what was scheduled. */
  close(): Promise<void>;
}

/** What a request comes to: an answer, silence, or a cut connection. */
type Outcome = Answer | 'silence' | 'reset';

/**
 * Starts a stand-in for Stripe on 127.0.0.1 that speaks the part of its API which payments by intent need (stripe-api.ts),
 * keeps its own ledger, forgets idempotency keys after a day of the clock, and fails on demand.
 * @throws Error (EADDRINUSE) when the port is taken.
 */
export const startGatewaySimulator = async (options: GatewaySimulatorOptions): Promise<GatewaySimulator> => {
  const { clock } = options;
  const { next: random } = seededRandom(options.seed ?? 1, 'gateway');
  const payments = new Payments(clock, options.journal);
  const keys = new IdempotencyKeys(clock, options.journal?.section('idempotency keys'));
  const calls = new CallCounts(clock);
  const faults = new Faults(clock, random);
  const locked = new Set<string>();
  let { apiKey, latencyMs = 0, jitterMs = 0 } = options;

  const latency = async (): Promise<void> => {
    const delayMs = latencyMs + (jitterMs > 0 ? random() * jitterMs : 0);
    if (delayMs > 0) await clock.sleep(delayMs);
  };

  const authenticate = ({ authorization }: http.IncomingHttpHeaders): void => {
    const [, key] = authorization?.match(/^Bearer (.+)$/) ?? [];
    if (key === undefined || (apiKey !== undefined && key !== apiKey)) throw keyRefused();
  };

  /** Stripe lets one request at a time change an object, and answers the others with 429 after a while. */
  const alone = async <T>(intentId: string | undefined, action: () => Promise<T>): Promise<T> => {
    if (intentId === undefined) return action();
    if (locked.has(intentId))
      throw new StripeApiError(
        429,
        'invalid_request_error',
        'This object cannot be accessed right now because another API request or Stripe process is currently accessing it.',
        { code: 'lock_timeout' },
      );
    locked.add(intentId);
    try {
      return await action();
    } finally {
      locked.delete(intentId);
    }
  };

  const effect = async (call: Call, fault: FaultKind | undefined): Promise<Answer> => {
    await latency();
    if (fault === 'error-before-effect') throw serverError();
    const body = execute(payments, call);
    if (fault === 'error-after-effect') throw serverError();
    return { status: 200, body: JSON.stringify(body) };
  };

  /** Runs a POST under its idempotency key: once, however often it is sent. */
  const once = async (key: string | undefined, request: string, action: () => Promise<Answer>): Promise<Answer> => {
    const saved = key === undefined ? undefined : keys.claim(key, request);
    if (saved) {
      await latency();
      return saved;
    }
    let answer: Answer | undefined;
    try {
      answer = await action();
      return answer;
    } catch (error) {
      if (error instanceof StripeApiError && error.executed) answer = answerOf(error);
      throw error;
    } finally {
      if (key !== undefined && answer) keys.save(key, answer);
      else if (key !== undefined) keys.release(key);
    }
  };

  const execution = async (
    { headers, method, url }: http.IncomingMessage,
    call: Call,
    body: string,
    fault: FaultKind | undefined,
  ): Promise<Answer> => {
    authenticate(headers);
    if (method === 'GET') return effect(call, fault);
    return once(keyOf(headers), `${url} ${body}`, () => alone(call.intentId, () => effect(call, fault)));
  };

  const respond = async (request: http.IncomingMessage, url: URL, body: string): Promise<Outcome> => {
    const method = request.method ?? 'GET';
    const call = isBalance(method, url) ? undefined : callOf(method, url, body);
    if (call) calls.record(call.operation);
    if (faults.outage === 'refused') return 'reset';
    if (faults.outage === 'hanging') return 'silence';
    if (faults.outage === '503') return answerOf(new StripeApiError(503, 'api_error', 'Service unavailable.'));
    if (faults.outage === 'unauthorized') return answerOf(keyRefused());
    if (!call) {
      authenticate(request.headers);
      return { status: 200, body: JSON.stringify({ object: 'balance', available: [], pending: [], livemode: false }) };
    }
    if (faults.outage === 'misuse') return answerOf(misuse());
    const fault = faults.next(call.operation);
    if (fault === 'reset-before-effect') return 'reset';
    if (fault === 'timeout-before-effect') return 'silence';
    if (fault === 'misuse') return answerOf(misuse());
    if (fault === 'rate-limited')
      return answerOf(new StripeApiError(429, 'invalid_request_error', 'Too many requests.', { code: 'rate_limit' }));
    const answer = await execution(request, call, body, fault).catch(answerOrFailure);
    if (fault === 'reset-after-effect') return 'reset';
    return fault === 'timeout-after-effect' ? 'silence' : answer;
  };

  const serve = async (request: http.IncomingMessage, response: http.ServerResponse): Promise<void> => {
    const foreign = foreignPageRefusal(request.headers);
    if (foreign !== undefined) {
      response.writeHead(403, { 'content-type': 'text/plain' }).end(foreign);
      return;
    }
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    const body = await text(request);
    if (url.pathname.startsWith(CONTROL_PREFIX)) {
      const { status, body: answer } = control(simulator, request.method ?? 'GET', url, body);
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
      return;
    }
    const outcome = await respond(request, url, body).catch(answerOrFailure);
    if (outcome === 'reset') request.socket.destroy();
    else if (outcome !== 'silence')
      response
        .writeHead(outcome.status, {
          'content-type': 'application/json',
          'request-id': `req_${randomBytes(7).toString('hex')}`,
          ...(outcome.replayed && { 'idempotent-replayed': 'true' }),
        })
        .end(outcome.body);
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
    calls,
    faults,
    refundsRefused: payments.refundsRefused,
    setLatency(next) {
      ({ latencyMs, jitterMs = 0 } = next);
    },
    setApiKey(next) {
      apiKey = next;
    },
    async close() {
      faults.clear();
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
  return simulator;
};

const keyOf = ({ 'idempotency-key': key }: http.IncomingHttpHeaders): string | undefined =>
  Array.isArray(key) ? key[0] : key;

const answerOf = (error: StripeApiError): Answer => ({ status: error.status, body: JSON.stringify(error.body) });

const answerOrFailure = (error: unknown): Answer => {
  if (error instanceof StripeApiError) return answerOf(error);
  throw error;
};

const keyRefused = () => new StripeApiError(401, 'invalid_request_error', 'Invalid API Key provided.');

/** What Stripe answers a release that sends what it does not know. */
const misuse = () => invalidRequest('Received unknown parameter: foo', { code: 'parameter_unknown', param: 'foo' });

const serverError = () => new StripeApiError(500, 'api_error', 'An unknown error occurred', { executed: true });
