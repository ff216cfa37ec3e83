import type { Behaviour } from './behaviour';
import { deduplication } from './deduplication';
import { eventBus } from './event-bus';
import { eventPatterns } from './event-patterns';
import { fifoGroups } from './fifo-groups';
import { mappings } from './mappings';
import { pipes } from './pipes';
import { queues } from './queues';
import { redrive } from './redrive';
import { transactions } from './transactions';

/** Everything that the product relies on. */
export const suite: readonly Behaviour[] = [
  ...fifoGroups,
  ...deduplication,
  ...redrive,
  ...queues,
  ...eventBus,
  ...eventPatterns,
  ...pipes,
  ...mappings,
  ...transactions,
];
