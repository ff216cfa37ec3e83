import type { Behaviour } from './behaviour';
import { deduplication } from './deduplication';
import { eventBus } from './event-bus';
import { eventPatterns } from './event-patterns';
import { fifoGroups } from './fifo-groups';
import { invocations } from './invocations';
import { mappings } from './mappings';
import { messageAttributes } from './message-attributes';
import { pipes } from './pipes';
import { queueAttributes } from './queue-attributes';
import { queueTags } from './queue-tags';
import { queues } from './queues';
import { receipts } from './receipts';
import { redrive } from './redrive';
import { redrivePolicies } from './redrive-policies';
import { rules } from './rules';
import { sqsErrors } from './sqs-errors';
import { transactions } from './transactions';

/** Everything that the product relies on. */
export const suite: readonly Behaviour[] = [
  ...fifoGroups,
  ...deduplication,
  ...redrive,
  ...redrivePolicies,
  ...queues,
  ...queueAttributes,
  ...queueTags,
  ...receipts,
  ...messageAttributes,
  ...sqsErrors,
  ...eventBus,
  ...rules,
  ...eventPatterns,
  ...pipes,
  ...mappings,
  ...invocations,
  ...transactions,
];
