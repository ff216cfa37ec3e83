import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { PLAIN, reportOf } from '../../local/demo/report';
import { isGood } from '../../local/demo/result';
import { runDemo } from '../../local/demo/run';
import type { Environment } from '../../local/environment';
import { builtAssembly } from '../built';
import { consoleSees, operatorSees, type Texts, tableTexts } from './left-behind';

const TOKEN = /pm_card_\w+|pm_\w{6,}|tok_\w+/;
/** Where a customer authenticates, and the secret in it with which a browser may complete the payment. */
const ACTION = /hooks\.stripe\.com|payment_intent_client_secret|pi_\w+_secret_\w+/;

/** What a text says around a secret, if there is one in it. */
const secretIn = (where: string, said: string): string[] =>
  [TOKEN, ACTION].flatMap((secret) => {
    const at = said.search(secret);
    return at < 0 ? [] : [`${where}: …${said.slice(Math.max(0, at - 120), at + 60)}…`];
  });

/** Has each customer authenticate only when the tables were looked at, however long that takes. */
const withPictureBeforeEachAuthentication = (environment: Environment, pictures: Promise<Texts>[]): Environment => {
  const { payments } = environment.gateway;
  const authenticate = payments.authenticate.bind(payments);
  const afterPicture = async (paymentId: string, succeed: boolean) => {
    const picture = tableTexts(environment);
    pictures.push(picture);
    await picture;
    return authenticate(paymentId, succeed);
  };
  // The customers of the demo await whatever it gives.
  payments.authenticate = afterPicture as unknown as typeof authenticate;
  return environment;
};

test('a whole demo leaves no card token, action URL or client secret in any log, trace, table, view or output', async () => {
  const logged: string[] = [];
  const traced: string[] = [];
  const published: string[] = [];
  const whileWaiting: Promise<Texts>[] = [];
  const daemon = createSocket('udp4').on('message', (datagram) => traced.push(datagram.toString()));
  daemon.bind(0, '127.0.0.1');
  await once(daemon, 'listening');
  let starting: Promise<Environment> | undefined;
  let sent = '';
  let views = new Map<string, string>();
  let key = '';
  const result = await runDemo(
    { orders: 30, seed: 11, barista: 'instant', clockScale: 5, json: true },
    {
      environment: {
        assembly: builtAssembly(),
        functionVariables: {
          POWERTOOLS_LOG_LEVEL: 'DEBUG',
          TRACING: 'on',
          TRACED_ORDERS_PERCENT: '100',
          AWS_XRAY_DAEMON_ADDRESS: `127.0.0.1:${daemon.address().port}`,
        },
        onLog: ({ functionName, text: line }) => {
          logged.push(`${functionName} ${line}`);
        },
      },
      onTraffic: (traffic) => {
        sent = JSON.stringify(traffic);
        void starting?.then(({ events }) => events.onEvent((event) => published.push(JSON.stringify(event))));
      },
      async beforeAudit(environment) {
        const secretArn = environment.outputs.CoffeeShopOrderProcessor?.GatewaySecretArn ?? '';
        key = String(
          Object.values(environment.secrets.secret(secretArn).version(undefined, undefined)?.value ?? {})[0],
        );
        const orderIds = environment.gateway.ledger.entries().map(({ orderId }) => orderId);
        const waited = published.flatMap(
          (event) => /Payment Action Required.*?"orderId":"([^"]+)"/.exec(event)?.[1] ?? [],
        );
        views = new Map([
          ...(await tableTexts(environment)),
          ...(await operatorSees(environment, [...new Set(waited)])),
          ...(await consoleSees(environment, [...new Set(orderIds)])),
        ]);
      },
    },
    (environment) => {
      starting = environment.then((started) => withPictureBeforeEachAuthentication(started, whileWaiting));
    },
  );
  daemon.close();
  const tables = (await Promise.all(whileWaiting)).flatMap((texts) => [...texts]);
  expect(result.audit.findings).toEqual([]);
  expect(isGood(result)).toBe(true);
  // They would be found: the orders bear tokens, good and declined ones, one must authenticate, and all places were looked at.
  expect(new Set(sent.match(new RegExp(TOKEN, 'g'))).size).toBeGreaterThanOrEqual(2);
  expect(published.filter((event) => ACTION.test(event)).length).toBeGreaterThanOrEqual(1);
  expect(tables.filter(([, said]) => said.includes('"waitingFor":"authentication"')).length).toBeGreaterThanOrEqual(1);
  expect(logged.length).toBeGreaterThan(300);
  expect(traced.length).toBeGreaterThan(30);
  expect([...views.keys()].filter((name) => name.startsWith('ops dlq show')).length).toBeGreaterThanOrEqual(2);
  expect([...views.keys()].filter((name) => name.startsWith('ops order show')).length).toBeGreaterThanOrEqual(1);
  expect(views.get('console orders')).toContain('charge pending');
  expect(
    [...views].filter(([name, said]) => name.startsWith('Coffee') && said.length > 1_000).length,
  ).toBeGreaterThanOrEqual(2);
  expect(key.length).toBeGreaterThan(10);

  const found = [
    ...logged.flatMap((line) => secretIn('log', line)),
    ...traced.flatMap((segment) => secretIn('trace', segment)),
    ...[...tables, ...views].flatMap(([name, said]) => secretIn(name, said)),
    ...secretIn('output', JSON.stringify(result.figures) + reportOf(result, PLAIN)),
  ];
  expect(found).toEqual([]);
  expect([...logged, ...traced, ...views.values()].filter((said) => said.includes(key))).toEqual([]);
}, 300_000);
