import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openWatchedShop, type WatchedShop } from './shop';
import { fullName } from './stack-alarms';

const STAGES = ['payment', 'inventory', 'fulfillment'];
/** Invoked by schedules, and not by a queue. */
const SCHEDULED = ['breaker-keeper', 'payment-watcher', 'reconciliation'];
const FUNCTIONS = [...STAGES, ...SCHEDULED];

/** Asset folders with other code, by what it does. */
const folders = new Map<string, string>();
const withCode = async (code: string): Promise<string> => {
  const folder = folders.get(code) ?? (await mkdtemp(join(tmpdir(), 'other-code-')));
  folders.set(code, folder);
  await writeFile(join(folder, 'index.js'), code);
  return folder;
};

let watched: WatchedShop;
beforeAll(async () => {
  watched = await openWatchedShop();
});
afterAll(async () => {
  await watched.close();
  await Promise.all([...folders.values()].map((folder) => rm(folder, { recursive: true })));
});

/** Runs other code in place of a function's own. @returns what brings its own back. */
const swap = async (functionName: string, code: string): Promise<() => Promise<void>> => {
  const { lambda } = watched.shop.environment;
  const { codePath } = lambda.function(fullName(functionName)).definition;
  await lambda.swapCode(fullName(functionName), await withCode(code));
  return () => lambda.swapCode(fullName(functionName), codePath);
};

test('a release brings code that does not start', async () => {
  const alarms = [...FUNCTIONS.map((name) => `${name}-errors`), ...STAGES.map((stage) => `${stage}-release`)];
  let undo: (() => Promise<void>)[] = [];
  watched.traffic.change({ leave: true });
  await watched.raise(alarms, {
    async begin() {
      undo = await Promise.all(FUNCTIONS.map((name) => swap(name, "require('what-was-not-bundled');")));
    },
    end: () => Promise.all(undo.map((each) => each())),
  });
  watched.traffic.change({});
  await watched.traffic.served();
});

test('the functions get no concurrency', async () => {
  const { account } = watched;
  const { clock } = watched.shop.environment;
  let undo: (() => Promise<void>)[] = [];
  let occupied = true;
  const occupying: Promise<void>[] = [];
  /** Whoever invokes it holds the only concurrency that it has. */
  const occupy = async (name: string): Promise<void> => {
    while (occupied) if (!(await account.invoke(fullName(name)))) await clock.sleep(30_000);
  };
  watched.traffic.change({ leave: true });
  await watched.raise(
    FUNCTIONS.map((name) => `${name}-throttles`),
    {
      async begin() {
        // Not with none reserved: AWS then drops asynchronous events untried (LocalStack, services/lambda_/invocation/event_manager.py,
        // ZeroReservedConcurrency), while those that find it used up are tried again for six hours (invocation-async-error-handling.html).
        undo = await Promise.all(
          SCHEDULED.map((name) => swap(name, 'exports.handler = () => new Promise(() => setInterval(() => {}, 1e6));')),
        );
        for (const name of SCHEDULED) {
          await account.reserve(fullName(name), 1);
          occupying.push(occupy(name));
        }
        for (const stage of STAGES) await account.reserve(fullName(stage), 0);
      },
      async end() {
        occupied = false;
        for (const name of FUNCTIONS) await account.reserve(fullName(name));
        await Promise.all(undo.map((each) => each()));
      },
    },
  );
  watched.traffic.change({});
  await Promise.all(occupying);
});

test('and the alarms are over when they run again', () => watched.allOver());
