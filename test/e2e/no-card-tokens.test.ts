import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, paginateScan } from '@aws-sdk/lib-dynamodb';
import { PLAIN, reportOf } from '../../local/demo/report';
import { isGood } from '../../local/demo/result';
import { runDemo } from '../../local/demo/run';
import type { Environment } from '../../local/environment';
import { shellVariables } from '../../local/shell-variables';
import { builtAssembly, builtOps } from '../built';

const TOKEN = /pm_card_\w+|pm_\w{6,}|tok_\w+/;

/** What a text says around a card token, if there is one in it. */
const tokenIn = (where: string, said: string): string[] => {
  const at = said.search(TOKEN);
  return at < 0 ? [] : [`${where}: …${said.slice(Math.max(0, at - 120), at + 60)}…`];
};

/** Every item of every table, as text. */
const tableTexts = async ({ variables }: Environment): Promise<Map<string, string>> => {
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
const operatorSees = async (environment: Environment): Promise<Map<string, string>> => {
  const env = { PATH: process.env.PATH, ...shellVariables(environment) };
  const seen = new Map<string, string>();
  const ops = async (...args: string[]): Promise<string> => {
    const child = spawn(process.execPath, [builtOps(), ...args], {
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
    seen.set(`ops ${args.join(' ')}`, stdout + stderr);
    return stdout;
  };
  const { queues } = JSON.parse(await ops('dlq', 'list', '--json')) as { queues: { queue: string; visible: number }[] };
  for (const { queue } of queues.filter(({ visible }) => visible > 0)) {
    await ops('dlq', 'show', queue, '--whole');
    await ops('dlq', 'show', queue, '--whole', '--json');
  }
  await ops('order', 'list', '--json');
  return seen;
};

test('a whole demo leaves no card token in any log, table, dead-letter view or output', async () => {
  const logged: string[] = [];
  const found: string[] = [];
  let sent = '';
  let views = new Map<string, string>();
  let key = '';
  const result = await runDemo(
    { orders: 30, seed: 11, barista: 'instant', clockScale: 5, json: true },
    {
      environment: {
        assembly: builtAssembly(),
        functionVariables: { POWERTOOLS_LOG_LEVEL: 'DEBUG' },
        onLog: ({ functionName, text: line }) => logged.push(`${functionName} ${line}`),
      },
      onTraffic: (traffic) => {
        sent = JSON.stringify(traffic);
      },
      async beforeAudit(environment) {
        const secretArn = environment.outputs.CoffeeShopOrderProcessor?.GatewaySecretArn ?? '';
        key = String(
          Object.values(environment.secrets.secret(secretArn).version(undefined, undefined)?.value ?? {})[0],
        );
        views = new Map([...(await tableTexts(environment)), ...(await operatorSees(environment))]);
      },
    },
  );
  expect(result.audit.findings).toEqual([]);
  expect(isGood(result)).toBe(true);
  // It would be found: the orders bear tokens, good and declined ones, and all places were looked at.
  expect(new Set(sent.match(new RegExp(TOKEN, 'g'))).size).toBeGreaterThanOrEqual(2);
  expect(logged.length).toBeGreaterThan(300);
  expect([...views.keys()].filter((name) => name.startsWith('ops dlq show')).length).toBeGreaterThanOrEqual(2);
  expect(
    [...views].filter(([name, said]) => name.startsWith('Coffee') && said.length > 1_000).length,
  ).toBeGreaterThanOrEqual(2);
  expect(key.length).toBeGreaterThan(10);

  found.push(...logged.flatMap((line) => tokenIn('log', line)));
  found.push(...[...views].flatMap(([name, said]) => tokenIn(name, said)));
  found.push(...tokenIn('output', JSON.stringify(result.figures) + reportOf(result, PLAIN)));
  expect(found).toEqual([]);
  expect([...logged, ...views.values()].filter((said) => said.includes(key))).toEqual([]);
}, 300_000);
