import { ORDER_MANAGER_SOURCE } from '../../contracts/events/order-manager';
import { ORDER_PROCESSOR_SOURCE } from '../../contracts/events/order-processor';
import type { Subscription } from '../../contracts/events/subscriptions';
import type { GroupedBy } from '../stage-definitions';

/** Patterns of the two rules of a feed. Each event of the subscription matches a rule's, see `test/unit/cdk/constructs`. */
export interface FeedPatterns {
  /** Events whose ids are strings. */
  readonly main: object;
  /** All others, and those whose group id is a string that SQS refuses as a group, as far as patterns can say it. */
  readonly malformed: object;
}

/*
 * What the operators do with values that are not strings is written nowhere but in aws/event-ruler, the library that EventBridge
 * runs (Event.java, ByteMachine.java): an event is taken apart into leaves, in which only strings carry quotes; a wildcard of
 * strings is compared with the quotes on, so a number, boolean or null never matches it; anything-but matches every leaf of which
 * the opposite is not proven, those included; an object or an empty array has no leaf of its own, so `exists: false` matches it.
 * `null` and the numbers cannot be listed instead: CloudFormation refuses null in a template, and `numeric` ends at 5e9, where
 * ids made from a time of day would be lost.
 */
const aString = [{ wildcard: '*' }];
const noString = [{ exists: false }, { 'anything-but': { wildcard: '*' } }];

/*
 * A group id is letters, digits and punctuation, at least one (SQS, API_SendMessage.html). A pattern cannot say of one field "a string,
 * and not this one": anything-but matches numbers, booleans and null, too. So the main rule takes these events as well.
 */
const noGroupId = [...noString, '', { wildcard: '* *' }];

/**
 * The patterns that feed a stage. An array of strings as an id counts as a string (EventBridge looks at elements) and is refused
 * by the pipe; an array that mixes strings and others matches both patterns, and ends in both dead-letter queues, as does a group id
 * that is empty or has a space in it. The id that messages are not grouped by may be any string: its message reaches the stage, which names the fault.
 * @param eventSrc the foundation's name for the order manager, taken beside the one of the contract.
 */
export const feedPatterns = (subscription: Subscription, eventSrc: string, groupedBy: GroupedBy): FeedPatterns => {
  const fromManager = {
    source: [...new Set([ORDER_MANAGER_SOURCE, eventSrc])],
    'detail-type': subscription.fromOrderManager,
  };
  const fromProcessor = { source: [ORDER_PROCESSOR_SOURCE], 'detail-type': subscription.fromOrderProcessor };
  // EventBridge refuses an empty list, and an $or of one.
  const producers = [fromManager, fromProcessor].filter((producer) => producer['detail-type'].length > 0);
  const ofSubscription = producers.length > 1 ? { $or: producers } : producers[0];
  const unusable = { orderId: noString, shopId: noString, [groupedBy]: noGroupId };
  return {
    main: { ...ofSubscription, detail: { orderId: aString, shopId: aString } },
    malformed: { ...ofSubscription, detail: { $or: [{ orderId: unusable.orderId }, { shopId: unusable.shopId }] } },
  };
};
