import { readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname, join } from 'node:path';
import type { PathHandler } from '@coffee-shop/aws-local';
import { ID_PATTERN } from '../../contracts/events/fields';
import { failureLine } from '../../ops/terminal/failure';
import { unknownName } from '../../ops/terminal/suggestion';
import { UsageError } from '../../ops/terminal/usage-error';
import { ACTION_NAMES, isActionName } from './action-inputs';
import type { ActionResult } from './action-result';
import { act, type Workplace } from './actions';
import { PLACES, type Wanted } from './order-board';
import { refusalOf } from './request-check';
import { foundOrders, orderView, type Seen, type Shared, type Snapshot } from './snapshot';

const PREFIX = '/console';
const PAGE = join(import.meta.dirname, 'page');
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
};
const FILES = [
  'index.html',
  'base.css',
  'console.css',
  'charts.css',
  'console.js',
  'elements.js',
  'format.js',
  'scale.js',
  'charts.js',
  'views.js',
  'world-views.js',
  'order-views.js',
];

/** Nothing but this page's own files: no inline script, no other site, no frame around it. */
const SECURITY = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
};

/** What the page's requests are answered from. */
export interface Desk extends Seen, Workplace {
  readonly snapshots: Shared<Snapshot>;
}

const send = (response: ServerResponse, status: number, type: string, body: string | Buffer): void => {
  response.writeHead(status, { ...SECURITY, 'content-type': type }).end(body);
};
const sendJson = (response: ServerResponse, status: number, body: unknown): void =>
  send(response, status, 'application/json', JSON.stringify(body));

const failed = (line: string): ActionResult => ({ lines: [line], failed: true });

/** A request that the page's own script would send. */
interface Asked {
  readonly method: string;
  readonly what: string;
  readonly name: string;
  readonly parameters: URLSearchParams;
  readonly body: Buffer;
}

interface Answered {
  readonly status: number;
  readonly body: unknown;
}

const wantedIn = (parameters: URLSearchParams): Wanted => {
  const given = parameters.get('place') ?? '';
  const place = PLACES.find((known) => known === given);
  if (given !== '' && place === undefined) unknownName('place', given, PLACES);
  return { text: parameters.get('search') ?? '', ...(place && { place }) };
};

const state = async (desk: Desk, { parameters }: Asked): Promise<Answered> => {
  const wanted = wantedIn(parameters);
  const snapshot = await desk.snapshots.read();
  return { status: 200, body: { ...snapshot, ...foundOrders(desk, wanted) } };
};

const order = async (desk: Desk, { name }: Asked): Promise<Answered> => {
  if (!ID_PATTERN.test(name))
    throw new UsageError(`orderId: must match ${ID_PATTERN.source}, got ${JSON.stringify(name)}`);
  const view = await orderView(desk, name);
  return view ? { status: 200, body: view } : { status: 404, body: failed(`nobody has heard of order ${name}`) };
};

const action = async (desk: Desk, { name, body }: Asked): Promise<Answered> => {
  if (!isActionName(name)) {
    return {
      status: 404,
      body: failed(`there is no action ${JSON.stringify(name)} (there are: ${ACTION_NAMES.join(', ')})`),
    };
  }
  try {
    return { status: 200, body: await act(name, desk, body.toString('utf8')) };
  } finally {
    // Also after a failure: it may have come half way.
    desk.snapshots.forget();
  }
};

const ROUTES: Readonly<Record<string, (desk: Desk, asked: Asked) => Promise<Answered>>> = {
  'GET state': state,
  'GET orders': order,
  'POST actions': action,
};

const answer = async (desk: Desk, asked: Asked): Promise<Answered> => {
  const route = ROUTES[`${asked.method} ${asked.what}`];
  if (route) return route(desk, asked);
  const other = asked.method === 'GET' ? 'POST' : 'GET';
  return ROUTES[`${other} ${asked.what}`]
    ? { status: 405, body: failed(`${asked.what} takes ${other}, not ${asked.method}`) }
    : { status: 404, body: failed(`nothing is at ${PREFIX}/api/${asked.what}`) };
};

/** The console page under /console, and what it asks for; until `open` gives it an environment, it says so. */
export class ConsolePage implements PathHandler {
  public readonly prefix = PREFIX;
  #desk: Desk | undefined;

  public open(desk: Desk): void {
    this.#desk = desk;
  }

  public async handle(request: IncomingMessage, response: ServerResponse, body: Buffer): Promise<void> {
    const { method = 'GET', headers } = request;
    const refusal = refusalOf(method, headers);
    if (refusal) return sendJson(response, refusal.status, failed(refusal.reason));
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    if (!url.pathname.startsWith(`${PREFIX}/api/`)) return this.#file(method, url.pathname, response);
    if (!this.#desk) return sendJson(response, 503, failed('the environment is still starting'));
    try {
      const [what = '', name = ''] = url.pathname.slice(`${PREFIX}/api/`.length).split('/').map(decodeURIComponent);
      const answered = await answer(this.#desk, { method, what, name, parameters: url.searchParams, body });
      sendJson(response, answered.status, answered.body);
    } catch (error) {
      // What was asked makes no sense; all else is a fault of ours, or of the environment.
      const isAsked = error instanceof UsageError || error instanceof URIError;
      sendJson(response, isAsked ? 400 : 500, failed(failureLine(error)));
    }
  }

  async #file(method: string, path: string, response: ServerResponse): Promise<void> {
    if (method !== 'GET') return sendJson(response, 405, failed(`${path} takes GET, not ${method}`));
    // Files are named relative to the page, so its address has to end with a slash.
    if (path === PREFIX) {
      response.writeHead(308, { ...SECURITY, location: `${PREFIX}/` }).end();
      return;
    }
    const name = path.slice(PREFIX.length + 1) || 'index.html';
    if (!FILES.includes(name)) return send(response, 404, 'text/plain', 'There is no such page.\n');
    send(response, 200, TYPES[extname(name)] ?? 'text/plain', await readFile(join(PAGE, name)));
  }
}
