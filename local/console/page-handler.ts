import { readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname, join } from 'node:path';
import { ID_PATTERN } from '../../contracts/events/fields';
import { failureLine } from '../../ops/terminal/failure';
import { UsageError } from '../../ops/terminal/usage-error';
import type { PathHandler } from '../http/service';
import { act, type Done, type Workplace } from './actions';
import { PLACES } from './order-board';
import { refusalOf } from './request-check';
import { foundOrders, orderView, type Seen, type Snapshot } from './snapshot';

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
  'console.js',
  'elements.js',
  'charts.js',
  'views.js',
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
  readonly snapshot: () => Promise<Snapshot>;
}

const send = (response: ServerResponse, status: number, type: string, body: string | Buffer): void => {
  response.writeHead(status, { ...SECURITY, 'content-type': type }).end(body);
};
const sendJson = (response: ServerResponse, status: number, body: unknown): void =>
  send(response, status, 'application/json', JSON.stringify(body));

const placeIn = (parameters: URLSearchParams) => PLACES.find((known) => known === parameters.get('place'));

const answer = async (desk: Desk, method: string, url: URL, body: Buffer): Promise<unknown> => {
  const [what, name = ''] = url.pathname.slice(`${PREFIX}/api/`.length).split('/').map(decodeURIComponent);
  if (method === 'GET' && what === 'state') {
    const place = placeIn(url.searchParams);
    const orders = foundOrders(desk, { text: url.searchParams.get('search') ?? '', ...(place && { place }) });
    return { ...(await desk.snapshot()), ...orders };
  }
  if (method === 'GET' && what === 'orders') {
    if (!ID_PATTERN.test(name)) throw new UsageError(`${name} cannot be the id of an order`);
    return orderView(desk, name);
  }
  if (method === 'POST' && what === 'actions') return act(name, desk, JSON.parse(body.toString('utf8')));
  return undefined;
};

const failure = (error: unknown): Done => ({ lines: [failureLine(error)], failed: true });

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
    if (refusal) return sendJson(response, refusal.status, { lines: [refusal.reason], failed: true });
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    if (!url.pathname.startsWith(`${PREFIX}/api/`)) return this.#file(url.pathname, response);
    if (!this.#desk) return sendJson(response, 503, { lines: ['the environment is still starting'], failed: true });
    try {
      const found = await answer(this.#desk, method, url, body);
      if (found === undefined)
        return sendJson(response, 404, { lines: [`nothing is at ${url.pathname}`], failed: true });
      sendJson(response, 200, found);
    } catch (error) {
      const isAsked = error instanceof UsageError || error instanceof SyntaxError || error instanceof URIError;
      sendJson(response, isAsked ? 400 : 500, failure(error));
    }
  }

  async #file(path: string, response: ServerResponse): Promise<void> {
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
