import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { CONFIG_KEYS } from '../../contracts/tables/config-table';
import { readItems } from '../aws/read-items';
import { SharedDependencyError } from '../batch/failure';
import type { Telemetry } from '../telemetry/telemetry';
import { CONFIG_ITEM_NAMES, ConfigItemError, parseConfigItem } from './items';
import type { Config } from './settings';

export interface ConfigReader {
  /**
   * The config in force: at most `ttlMs` old, or older if it cannot be read now.
   * @param maxAgeMs asks for one that is younger, which is then read consistently.
   * @throws DependencyError if an item was never read well: work waits, rather than go by a guess.
   */
  read(maxAgeMs?: number): Promise<Config>;
}

export interface ConfigReaderOptions {
  readonly client: Pick<DynamoDBDocumentClient, 'send'>;
  readonly tableName: string;
  readonly ttlMs: number;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly telemetry: Pick<Telemetry, 'log' | 'metrics'>;
  /** Longest that a read may take. */
  readonly timeoutMs?: number;
}

const DEFAULT_TIMEOUT_MS = 2_000;

/** Reads the config table with one BatchGetItem per `ttlMs`, however many ask at once. */
export const configReader = (options: ConfigReaderOptions): ConfigReader => {
  const { ttlMs, now, telemetry } = options;
  let lastGood: Partial<Config> = {};
  let readAtMs = Number.NEGATIVE_INFINITY;
  let reading: Promise<void> | undefined;

  const refresh = async (consistent: boolean): Promise<void> => {
    try {
      const items = await readConfigItems(options, consistent);
      lastGood = { ...lastGood, ...validItems(items, telemetry) };
    } catch (error) {
      telemetry.log.error('config was not read', { tableName: options.tableName, error });
      telemetry.metrics.add('ConfigReadFailed', 1);
    }
  };

  return {
    async read(maxAgeMs = ttlMs) {
      if (now() - readAtMs >= Math.min(maxAgeMs, ttlMs) || !isComplete(lastGood)) {
        reading ??= refresh(maxAgeMs < ttlMs).finally(() => {
          // Also after a failure: a table in trouble is not asked once per batch.
          readAtMs = now();
          reading = undefined;
        });
        await reading;
      }
      if (isComplete(lastGood)) return lastGood;
      const missing = CONFIG_ITEM_NAMES.filter((name) => !lastGood[name]).map((name) => CONFIG_KEYS[name]);
      throw new SharedDependencyError(
        `config: no valid ${missing.join(', ')} could be read from ${options.tableName} yet`,
      );
    },
  };
};

const isComplete = (config: Partial<Config>): config is Config => CONFIG_ITEM_NAMES.every((name) => config[name]);

/** The items that are valid; the others are reported and keep their last good value. */
const validItems = (
  items: ReadonlyMap<string, unknown>,
  { log, metrics }: Pick<Telemetry, 'log' | 'metrics'>,
): Partial<Config> => {
  const valid: [string, unknown][] = [];
  for (const name of CONFIG_ITEM_NAMES) {
    try {
      valid.push([name, parseConfigItem(name, items.get(CONFIG_KEYS[name]))]);
    } catch (error) {
      if (!(error instanceof ConfigItemError)) throw error;
      const { item, field, value } = error;
      log.error('config item refused, its last good value stays in force', { item, field, value, error });
      metrics.add('ConfigInvalid', 1);
    }
  }
  return Object.fromEntries(valid);
};

const readConfigItems = async (
  { client, tableName, timeoutMs = DEFAULT_TIMEOUT_MS }: ConfigReaderOptions,
  consistent: boolean,
): Promise<ReadonlyMap<string, unknown>> => {
  // The local environment's clock scales this like every time limit of a worker: mind it at high scales.
  const abortSignal = AbortSignal.timeout(timeoutMs);
  const timedOut = new Promise<never>((_resolve, reject) => {
    abortSignal.addEventListener('abort', () => reject(new SharedDependencyError(`no answer within ${timeoutMs} ms`)));
  });
  const keys = { [tableName]: Object.values(CONFIG_KEYS).map((PK) => ({ PK })) };
  const reading = readItems(client, keys, { consistent, attempts: 1, abortSignal });
  const { items, unread } = await Promise.race([reading, timedOut]);
  // An item that was left out must not be taken for one that is not there, which has defaults.
  if (unread > 0) throw new SharedDependencyError(`DynamoDB left keys of ${tableName} unread`);
  return new Map((items[tableName] ?? []).map((item) => [String(item.PK), item]));
};
