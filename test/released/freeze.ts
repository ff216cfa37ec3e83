import { cpSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { DynamoDBDocumentClient, GetCommand, PutCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import type { BusEvent } from '@coffee-shop/aws-local';
import { type Environment, startEnvironment } from '../../local/environment';
import packageJson from '../../package.json' with { type: 'json' };
import { historyFromItem } from '../../pipeline/orders/order-item';
import { ORDER_SORT_KEY } from '../../pipeline/orders/table-keys';
import { freezeCode } from './code';
import { RELEASED_FOLDER, type Released } from './released';
import { tellStories } from './stories';

/*
 * Freezes what this release writes, and the code of its stages, for the tests of every later one:
 *   npm run release:freeze              the version of package.json; refused if it is frozen already
 *   npm run release:freeze -- --again   as long as that version is not out
 */

const OUTPUTS = 'CoffeeShopOrderProcessor';
const CLOCK_SCALE = 5;
const PATIENCE_MS = 60_000;
const POLL_MS = 50;

type Item = Record<string, unknown>;

const soon = async (what: string, isSo: () => boolean | Promise<boolean>): Promise<void> => {
  const deadline = performance.now() + PATIENCE_MS;
  while (!(await isSo())) {
    if (performance.now() > deadline) throw new Error(`${what}: did not happen within ${PATIENCE_MS / 1000} s`);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
};

/** DynamoDB gives items and attributes in any order; what is frozen again should differ only in what is different. */
const sorted = (item: Item): Item =>
  Object.fromEntries(Object.entries(item).toSorted(([one], [other]) => one.localeCompare(other)));
const byKey = (one: Item, other: Item): number => `${one.PK} ${one.SK}`.localeCompare(`${other.PK} ${other.SK}`);

/** Stock that nobody has asked for is the seed's. */
const isTouched = ({ available, received }: Item): boolean => available === undefined || available !== received;

const record = async (environment: Environment, version: string): Promise<Released> => {
  const outputs = environment.outputs[OUTPUTS] ?? {};
  Object.assign(process.env, environment.variables);
  const dynamodb = new DynamoDBClient();
  const documents = DynamoDBDocumentClient.from(dynamodb);
  const bus = new EventBridgeClient();
  const events: BusEvent[] = [];
  environment.events.onEvent((event) => events.push(event));
  const items = async (output: string): Promise<Item[]> => {
    const request = { TableName: outputs[output] ?? '', ConsistentRead: true };
    return ((await documents.send(new ScanCommand(request))).Items ?? []).map(sorted).toSorted(byKey);
  };
  try {
    await tellStories({
      gateway: environment.gateway,
      say: async (...entries) => {
        const Entries = entries.map((entry) => ({ ...entry, EventBusName: outputs.EventBusName ?? '' }));
        const { FailedEntryCount } = await bus.send(new PutEventsCommand({ Entries }));
        if (FailedEntryCount) throw new Error(`the bus did not take ${FailedEntryCount} events`);
      },
      hears: (type, order) =>
        soon(`${type} of ${order?.orderId ?? 'anybody'}`, () =>
          events.some(
            (event) => event['detail-type'] === type && (!order || (event.detail as Item).orderId === order.orderId),
          ),
        ),
      givenStock: async (PK, available) => {
        const Item = { PK, received: available, available, reserved: 0, sold: 0 };
        await documents.send(new PutCommand({ TableName: outputs.CounterTableName ?? '', Item }));
      },
      finds: (PK, SK) =>
        soon(`${PK} in the orders table`, async () => {
          const Key = { PK, SK };
          const request = { TableName: outputs.OrdersTableName ?? '', Key, ConsistentRead: true };
          return (await documents.send(new GetCommand(request))).Item !== undefined;
        }),
    });
    // Counters are written after events are published.
    await environment.clock.sleep(1_000);
    const orders = await items('OrdersTableName');
    return {
      version,
      frozenAt: new Date(environment.clock.now()).toISOString(),
      events,
      tables: {
        orders,
        counters: (await items('CounterTableName')).filter(isTouched),
        config: await items('ConfigTableName'),
      },
      orders: orders.filter(({ SK }) => SK === ORDER_SORT_KEY).map(historyFromItem),
    };
  } finally {
    bus.destroy();
    dynamodb.destroy();
  }
};

const main = async (): Promise<void> => {
  const { values } = parseArgs({ options: { again: { type: 'boolean', default: false } } });
  const { version } = packageJson;
  const repository = join(RELEASED_FOLDER, '../../..');
  const file = join(RELEASED_FOLDER, `${version}.json`);
  if (existsSync(file) && !values.again) {
    throw new Error(
      `${version} is frozen already: raise the version in package.json, or give --again as long as ${version} is not out`,
    );
  }
  const environment = await startEnvironment({ clockScale: CLOCK_SCALE });
  try {
    const released = await record(environment, version);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, `${JSON.stringify(released, undefined, 1)}\n`);
    const schemas = join(RELEASED_FOLDER, '../contracts/released', version);
    cpSync(join(repository, 'contracts/schemas'), schemas, { recursive: true });
    const code = await freezeCode(version);
    const { events, tables } = released;
    console.log(
      `${version}: ${events.length} events, ${Object.values(tables).flat().length} items in ${relative(repository, file)}; ` +
        `schemas in ${relative(repository, schemas)}, code in ${relative(repository, code)}`,
    );
  } finally {
    await environment.stop();
  }
};

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
});
