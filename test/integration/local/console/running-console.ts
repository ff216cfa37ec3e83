import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import { ORDER_MANAGER_SOURCE } from '../../../../contracts/events/order-manager';
import { CONFIG_KEYS } from '../../../../contracts/tables/config-table';
import type { ActionResult } from '../../../../local/console/action-result';
import { ConsolePage, openConsole } from '../../../../local/console/console';
import type { BoardOrder } from '../../../../local/console/order-board';
import type { OrderView, Snapshot } from '../../../../local/console/snapshot';
import { type Environment, startEnvironment } from '../../../../local/environment';
import { shellVariables } from '../../../../local/shell-variables';
import { builtAssembly } from '../../../built';

/** What the page is told once a second. */
export type State = Snapshot & { readonly orders: readonly BoardOrder[]; readonly found: number };

export interface Answer<T> {
  readonly status: number;
  readonly body: T;
}

const POLL_MS = 100;

/** Room for a busy machine: at a clock that runs faster, a gateway that answers at once would else count as slow. */
export const PATIENT = { payment: { timeoutMs: 20_000, slowCallMs: 60_000 } };

/** A running environment and its console, asked as the page asks it. */
export class RunningConsole {
  /** Every answer that the page got, as text. */
  readonly heard: string[] = [];
  readonly #client: {
    readonly endpoint: string;
    readonly region: string;
    readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  };
  readonly #database: DynamoDBClient;
  readonly #documents: DynamoDBDocumentClient;

  constructor(
    readonly environment: Environment,
    readonly variables: Readonly<Record<string, string>>,
    readonly url: string,
    readonly close: () => Promise<void>,
  ) {
    this.#client = {
      endpoint: environment.url,
      region: 'us-east-1',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    };
    this.#database = new DynamoDBClient({ ...this.#client, endpoint: variables.AWS_ENDPOINT_URL_DYNAMODB ?? '' });
    this.#documents = DynamoDBDocumentClient.from(this.#database);
  }

  /** One request, header by header: fetch would not let a test choose its Host. */
  async send<T = ActionResult>(
    method: string,
    path: string,
    { headers = {}, body }: { readonly headers?: Record<string, string>; readonly body?: string } = {},
  ): Promise<Answer<T> & { readonly headers: NodeJS.Dict<string | string[]>; readonly raw: string }> {
    const asked = request(new URL(path, this.url), { method, headers, agent: false });
    asked.end(body);
    const response = await new Promise<import('node:http').IncomingMessage>((resolve, reject) => {
      asked.once('response', resolve).once('error', reject);
    });
    const raw = await text(response);
    this.heard.push(raw);
    const isJson = response.headers['content-type'] === 'application/json';
    return {
      status: response.statusCode ?? 0,
      headers: response.headers,
      raw,
      body: (isJson ? JSON.parse(raw) : raw) as T,
    };
  }

  act(name: string, input: unknown): Promise<Answer<ActionResult>> {
    return this.send('POST', `api/actions/${name}`, {
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(input),
    });
  }

  async state(search = ''): Promise<State> {
    return (await this.send<State>('GET', `api/state?${new URLSearchParams({ search })}`)).body;
  }

  async order(orderId: string): Promise<OrderView> {
    return (await this.send<OrderView>('GET', `api/orders/${orderId}`)).body;
  }

  /** The state as soon as it is so. */
  async until(isSo: (state: State) => boolean): Promise<State> {
    for (;;) {
      const state = await this.state();
      if (isSo(state)) return state;
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
  }

  /** Places one order and gives its id. */
  async place(wanted: object = {}): Promise<string> {
    const input = { quantity: 1, count: 1, card: 'good', handover: 'at-once', ...wanted };
    const { status, body } = await this.act('place', input);
    expect({ status, failed: body.failed }).toEqual({ status: 200, failed: false });
    return body.lines[0]?.replace('placed ', '') ?? '';
  }

  /** What became of an order, as soon as it has ended. */
  async end(orderId: string): Promise<BoardOrder | undefined> {
    const ended = ({ orders }: State) =>
      orders.find((order) => order.orderId === orderId && ['fulfilled', 'failed', 'cancelled'].includes(order.place));
    return ended(await this.until((state) => ended(state) !== undefined));
  }

  /** Publishes an event as the order manager does, whatever it holds. */
  async publish(type: string, detail: object): Promise<void> {
    const events = new EventBridgeClient(this.#client);
    const EventBusName = this.variables.EVENT_BUS_NAME ?? '';
    const Entries = [{ EventBusName, Source: ORDER_MANAGER_SOURCE, DetailType: type, Detail: JSON.stringify(detail) }];
    const { FailedEntryCount } = await events.send(new PutEventsCommand({ Entries }));
    events.destroy();
    expect(FailedEntryCount).toBe(0);
  }

  async givenSettings(settings: object): Promise<void> {
    const Item = { PK: CONFIG_KEYS.orderProcessor, ...settings };
    await this.#documents.send(new PutCommand({ TableName: this.variables.CONFIG_TABLE_NAME ?? '', Item }));
  }

  destroy(): void {
    this.#database.destroy();
  }
}

/** Starts the synthesized stack with a console, as `npm start` does. @param whenStarting is told before the console has an environment. */
export const startConsole = async (
  clockScale: number,
  whenStarting?: (url: string) => Promise<void>,
): Promise<RunningConsole> => {
  const page = new ConsolePage();
  const environment = await startEnvironment({
    assembly: builtAssembly(),
    clockScale,
    gatewayLatencyMs: 20,
    paths: [page],
  });
  await whenStarting?.(`${environment.url}/console/`);
  const variables = shellVariables(environment);
  const opened = await openConsole(page, environment, variables);
  let closing: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    running.destroy();
    await opened.close();
    await environment.stop();
  };
  const running: RunningConsole = new RunningConsole(environment, variables, opened.url, () => {
    closing ??= close();
    return closing;
  });
  await running.givenSettings(PATIENT);
  return running;
};
