import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';

/** A running `npm start`. */
export type Service = Awaited<ReturnType<typeof startService>>;

/**
 * `npm start`, as a process of its own: nothing of ours is called but what any client of AWS can call.
 * @throws Error with what it said, if it ends before it is ready.
 */
export const startService = async (...options: string[]) => {
  const folder = await mkdtemp(join(tmpdir(), 'npm-start-'));
  const envFile = join(folder, 'env');
  // A port and a file of its own: a developer's environment may be running.
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', 'local/start.ts', '--port', '0', '--variables-file', envFile, ...options],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  const ended = once(child, 'exit') as Promise<[number | null]>;
  let complaint = '';
  child.stderr.on('data', (chunk: Buffer) => {
    complaint += chunk.toString('utf8');
  });
  let isReady = false;
  const printed: string[] = [];
  for await (const line of createInterface(child.stdout)) {
    isReady = line.startsWith('ready');
    if (isReady) break;
    printed.push(line);
  }
  if (!isReady) {
    const [code] = await ended;
    await rm(folder, { recursive: true });
    throw new Error(`npm start ended with code ${code} before it was ready: ${complaint}`);
  }
  child.stdout.resume();
  const written = (await readFile(envFile, 'utf8')).trim().split('\n');
  expect(printed).toEqual(expect.arrayContaining(written));
  const variables = parseEnv(written);
  const variable = (name: string): string => {
    const value = variables[name];
    if (value === undefined) throw new Error(`npm start did not say ${name}`);
    return value;
  };
  return {
    variable,
    variables,
    /** The file that points a client at it. */
    variablesFile: envFile,
    /** The lines before the one that says that it is ready. */
    printed,
    /** Everything that an AWS client needs to know. */
    client: {
      endpoint: variable('AWS_ENDPOINT_URL'),
      region: variable('AWS_REGION'),
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    },
    /** Ends it as nothing can prepare for. */
    kill: async (): Promise<void> => {
      child.kill('SIGKILL');
      await ended;
      await rm(folder, { recursive: true });
    },
    /** Ends it as Ctrl-C does; gives its exit code and the files that it left. */
    interrupt: async () => {
      child.kill('SIGINT');
      const [code] = await ended;
      const left = await readdir(folder);
      await rm(folder, { recursive: true });
      return { code, left };
    },
  };
};

const parseEnv = (lines: readonly string[]): Record<string, string> =>
  Object.fromEntries(lines.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]));

const PRICE = 375;

/** Order Created, Confirmed and Ready of one order, spelled out as a client writes them that knows nothing of our code. */
export const entriesOf = (busName: string, orderId: string, quantity: number): PutEventsRequestEntry[] => {
  const keys = { orderId, shopId: 'astoria', timestamp: new Date().toISOString() };
  const order = {
    ...keys,
    customerId: `customer-of-${orderId}`,
    items: [{ productId: 'p38', quantity, unitPrice: PRICE }],
    total: quantity * PRICE,
    currency: 'USD',
    payment: { token: 'pm_card_visa' },
  };
  const entry = (DetailType: string, detail: object) => ({
    EventBusName: busName,
    Source: 'coffee-shop.order-manager',
    DetailType,
    Detail: JSON.stringify(detail),
  });
  return [entry('Order Created', order), entry('Order Confirmed', keys), entry('Order Ready', keys)];
};
