import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BusEvent } from '@coffee-shop/aws-local';
import type { OrderHistory } from '../../pipeline/orders/order-history';

/** What one release has written, as it lay in queues and tables when it was frozen. */
export interface Released {
  readonly version: string;
  /** When it was frozen, ISO 8601: then its events are young and its records valid. */
  readonly frozenAt: string;
  /** Events as the bus delivered them, the order manager's among them, in order. */
  readonly events: readonly BusEvent[];
  /** Items of each table, as they are stored. */
  readonly tables: Readonly<Record<'orders' | 'counters' | 'config', readonly Record<string, unknown>[]>>;
  /** What the release itself read in its order items. */
  readonly orders: readonly OrderHistory[];
}

export const RELEASED_FOLDER = join(import.meta.dirname, '../fixtures/released');

/** Every frozen release. */
export const releases = (): Released[] =>
  readdirSync(RELEASED_FOLDER).map((name) => JSON.parse(readFileSync(join(RELEASED_FOLDER, name), 'utf8')) as Released);
