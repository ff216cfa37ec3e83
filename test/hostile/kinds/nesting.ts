import type { Kind } from '../hostile-event';
import { writing } from '../hostile-event';

const lists = (levels: number): string => `${'['.repeat(levels)}${']'.repeat(levels)}`;
const objects = (levels: number): string => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;

/** Values that a function which visits each level cannot visit. The bus takes 1,000 levels, the event among them. */
export const NESTING: readonly Kind[] = [
  writing('an orderId of 900 levels', 'orderId', lists(900)),
  writing('a shopId of 900 levels', 'shopId', objects(900)),
  writing('metadata of 900 levels', 'metadata', objects(900)),
  writing('items of 900 levels', 'items', lists(900)),
  writing('a payment of 900 levels', 'payment', objects(900)),
  writing('a reason of 900 levels', 'reason', lists(900)),
  writing('a surplus field of 998 levels', 'surplus', lists(998)),
  writing('a surplus field of 1,200 levels', 'surplus', objects(1_200)),
  writing('an orderId of 3,000 levels', 'orderId', lists(3_000)),
  writing('a surplus field of 6,000 levels', 'surplus', objects(6_000)),
];
