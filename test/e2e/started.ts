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
export const startService = (...options: string[]) => start([process.execPath], options);

/** The same where no file may become longer, as on a disk that is full. The limit holds for its database, too. */
export const startServiceWithLimit = (fileMegabytes: number, ...options: string[]) => {
  // Units of 512 bytes (POSIX, ulimit). Ignored, the signal of a write beyond it becomes an error of that write.
  const limited = `trap '' XFSZ; ulimit -f ${fileMegabytes * 2_048}; exec "$@"`;
  return start(['sh', '-c', limited, 'sh', process.execPath], options);
};

const start = async ([command = '', ...before]: readonly string[], options: readonly string[]) => {
  const folder = await mkdtemp(join(tmpdir(), 'npm-start-'));
  const envFile = join(folder, 'env');
  // A port and a file of its own: a developer's environment may be running.
  const child = spawn(
    command,
    [...before, 'local/run.mjs', 'local/start.ts', '--port', '0', '--variables-file', envFile, ...options],
    // On Node.js 20 the AWS SDK announces its end of support there.
    {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
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
  const afterEnd = async () => {
    const [code] = await ended;
    const left = await readdir(folder);
    await rm(folder, { recursive: true });
    return { code, left };
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
    /** Waits until it ends by itself; gives its exit code, what it wrote to stderr and the files that it left. */
    ended: async () => {
      const { code, left } = await afterEnd();
      return { code, left, complaint };
    },
    /** Ends it as Ctrl-C does; gives its exit code and the files that it left. */
    interrupt: async () => {
      child.kill('SIGINT');
      return afterEnd();
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
