import type { Behaviour } from './behaviour';
import { deduplication } from './deduplication';
import { delaysAndPurges } from './delays-and-purges';
import { eventBus } from './event-bus';
import { eventPatterns } from './event-patterns';
import { fifoGroups } from './fifo-groups';
import { invocations } from './invocations';
import { mappings } from './mappings';
import { messageAttributes } from './message-attributes';
import { pipes } from './pipes';
import { queueAttributes } from './queue-attributes';
import { queueNames } from './queue-names';
import { queueTags } from './queue-tags';
import { queues } from './queues';
import { receipts } from './receipts';
import { redrive } from './redrive';
import { redrivePolicies } from './redrive-policies';
import { refusedPatterns } from './refused-patterns';
import { ruleTargets } from './rule-targets';
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
  ...queueNames,
  ...queueTags,
  ...receipts,
  ...delaysAndPurges,
  ...messageAttributes,
  ...sqsErrors,
  ...eventBus,
  ...rules,
  ...ruleTargets,
  ...eventPatterns,
  ...refusedPatterns,
  ...pipes,
  ...mappings,
  ...invocations,
  ...transactions,
];
