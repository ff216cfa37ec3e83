import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, paginateScan } from '@aws-sdk/lib-dynamodb';
import { recallOrders } from '../../local/console/kept-orders';
import { OrderBoard } from '../../local/console/order-board';
import { Rates } from '../../local/console/rates';
import { sessionOn } from '../../local/console/session';
import { foundOrders, orderView, SLICE_MS, SLICES, snapshots } from '../../local/console/snapshot';
import type { Environment } from '../../local/environment';
import { shellVariables } from '../../local/shell-variables';
import { runOperator } from '../operator-process';

/** What a run has left where people and programs look, as texts by the name of the place. */
export type Texts = ReadonlyMap<string, string>;

/** Every item of every table. */
export const tableTexts = async ({ variables }: Environment): Promise<Texts> => {
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const endpoint = variables.AWS_ENDPOINT_URL_DYNAMODB ?? '';
  const database = new DynamoDBClient({ endpoint, region: 'us-east-1', credentials });
  const texts = new Map<string, string>();
  for (const TableName of (await database.send(new ListTablesCommand({}))).TableNames ?? []) {
    const items: unknown[] = [];
    const pages = paginateScan({ client: DynamoDBDocumentClient.from(database) }, { TableName });
    for await (const { Items = [] } of pages) items.push(...Items);
    texts.set(TableName, JSON.stringify(items));
  }
  database.destroy();
  return texts;
};

/** Everything that the operator's command prints of the environment's dead letters and orders. */
export const operatorSees = async (environment: Environment, orderIds: readonly string[]): Promise<Texts> => {
  const variables = shellVariables(environment);
  const seen = new Map<string, string>();
  const ops = async (...args: string[]): Promise<string> => {
    const { stdout, stderr } = await runOperator(variables, args);
    seen.set(`ops ${args.join(' ')}`, stdout + stderr);
    return stdout;
  };
  const { queues } = JSON.parse(await ops('dlq', 'list', '--json')) as { queues: { queue: string; visible: number }[] };
  for (const { queue } of queues.filter(({ visible }) => visible > 0)) {
    await ops('dlq', 'show', queue, '--whole');
    await ops('dlq', 'show', queue, '--whole', '--json');
  }
  await ops('order', 'list', '--json');
  await ops('order', 'list', '--pending', '--json');
  for (const orderId of orderIds) await ops('order', 'show', orderId, '--json');
  return seen;
};

/** Every answer of the console: its state, and the page of each order. */
export const consoleSees = async (environment: Environment, orderIds: readonly string[]): Promise<Texts> => {
  const session = sessionOn(environment, shellVariables(environment));
  const board = new OrderBoard();
  await recallOrders(session, board);
  const seen = { environment, session, board, rates: new Rates({ sliceMs: SLICE_MS, kept: SLICES }) };
  const state = { ...(await snapshots(seen).read()), ...foundOrders(seen, {}) };
  const views = await Promise.all(orderIds.map((orderId) => orderView(seen, orderId)));
  session.close();
  return new Map([
    ['console state', JSON.stringify(state)],
    ['console orders', JSON.stringify(views)],
  ]);
};
