import { jsonObject } from '../../json-text';
import type { AccessRequest } from '../policy/access-request';
import { accessRequest, arnOf, eachByItsName, isArn, isWanted, oneRequest, withoutResource } from './access-request-of';
import type { ApiCall, RequestsOf, ServiceTable, Where } from './api-call';
import { listOf, membersOf, textOf, textsOf } from './read-member';

type Context = AccessRequest['context'];
type Input = ApiCall['input'];

/** A bus is named or given by its ARN; an entry without one goes to the default bus (API PutEvents). */
const busArn = (bus: unknown, where: Where): string => {
  const reference = textOf(bus) ?? 'default';
  return isArn(reference) ? reference : arnOf('events', where, `event-bus/${reference}`);
};

/** A bus's name in a reference, which may be its ARN. */
const busName = (reference: string): string =>
  isArn(reference) ? (reference.split('event-bus/')[1] ?? '*') : reference;

/** The default bus has no place in the ARN of its rules (Service Authorization Reference: rule-on-default-event-bus). */
const ruleArn = (rule: unknown, bus: unknown, where: Where): string => {
  const name = textOf(rule) ?? '*';
  const ofBus = busName(textOf(bus) ?? 'default');
  return arnOf('events', where, ofBus === 'default' ? `rule/${name}` : `rule/${ofBus}/${name}`);
};

const ofBus = ({ Name }: Input, where: Where): string => busArn(Name, where);
const ofNamedRule = ({ Name, EventBusName }: Input, where: Where): string => ruleArn(Name, EventBusName, where);
const ofRule = ({ Rule, EventBusName }: Input, where: Where): string => ruleArn(Rule, EventBusName, where);
const ofArn = ({ ResourceARN }: Input, where: Where): string => textOf(ResourceARN) ?? arnOf('events', where, '*');

/** Distinct values of a multi-valued key, which is absent without any. */
const manyValued = (where: Where, key: string, values: () => readonly unknown[]): Context => {
  if (!isWanted(where, key)) return {};
  const texts = [...new Set(textsOf(values()))];
  return texts.length === 0 ? {} : { [key]: texts };
};

/**
 * One request for each bus. The keys are those of all its entries, so they have many values; `events:eventBusInvocation` is false where no other bus forwards the events
 * (eb-use-conditions.html, eb-custom-bus-access-actions.html).
 */
const putEvents: RequestsOf = ({ Entries }, where) => {
  const buses = new Map<string, Input[]>();
  for (const entry of listOf(Entries).map(membersOf)) {
    const bus = busArn(entry.EventBusName, where);
    const entries = buses.get(bus);
    if (entries === undefined) buses.set(bus, [entry]);
    else entries.push(entry);
  }
  if (buses.size === 0) buses.set(arnOf('events', where, 'event-bus/*'), []);
  return [...buses].map(([bus, entries]) =>
    putEventsRequest(
      where,
      bus,
      entries.map(({ Source, DetailType }) => ({ source: Source, detailType: DetailType })),
      false,
    ),
  );
};

/** An event's fields as far as conditions name them. */
export interface PublishedEvent {
  readonly source: unknown;
  readonly detailType: unknown;
}

/** @param forwarded whether another bus's rule sends the events on */
export const putEventsRequest = (
  where: Where,
  bus: string,
  events: readonly PublishedEvent[],
  forwarded: boolean,
): AccessRequest =>
  accessRequest(where, 'events:PutEvents', bus, {
    ...manyValued(where, 'events:source', () => events.map(({ source }) => source)),
    ...manyValued(where, 'events:detail-type', () => events.map(({ detailType }) => detailType)),
    'events:eventbusinvocation': String(forwarded),
  });

/** A rule's pattern tells the sources and detail-types that it may match (eb-use-conditions.html). */
const patternContext = ({ EventPattern }: Input, where: Where): Context => {
  const pattern = membersOf(jsonObject(textOf(EventPattern) ?? ''));
  return {
    ...manyValued(where, 'events:source', () => listOf(pattern.source)),
    ...manyValued(where, 'events:detail-type', () => listOf(pattern['detail-type'])),
    'events:creatoraccount': where.account,
  };
};

const targetContext = ({ Targets }: Input, where: Where): Context => ({
  ...manyValued(where, 'events:targetarn', () => listOf(Targets).map((target) => membersOf(target).Arn)),
  'events:creatoraccount': where.account,
});

const creatorContext = (_: Input, { account }: Where): Context => ({ 'events:creatoraccount': account });

/** Actions, resources and keys: Service Authorization Reference, list_amazoneventbridge. */
export const eventBridgeTable: ServiceTable = {
  PutEvents: putEvents,
  PutPartnerEvents: withoutResource('events:PutPartnerEvents'),
  PutRule: oneRequest('events:PutRule', ofNamedRule, patternContext),
  DescribeRule: oneRequest('events:DescribeRule', ofNamedRule, creatorContext),
  DeleteRule: oneRequest('events:DeleteRule', ofNamedRule, creatorContext),
  EnableRule: oneRequest('events:EnableRule', ofNamedRule, creatorContext),
  DisableRule: oneRequest('events:DisableRule', ofNamedRule, creatorContext),
  PutTargets: oneRequest('events:PutTargets', ofRule, targetContext),
  RemoveTargets: oneRequest('events:RemoveTargets', ofRule, creatorContext),
  ListTargetsByRule: oneRequest('events:ListTargetsByRule', ofRule, creatorContext),
  ListRules: withoutResource('events:ListRules'),
  ListRuleNamesByTarget: withoutResource('events:ListRuleNamesByTarget'),
  ListEventBuses: withoutResource('events:ListEventBuses'),
  TestEventPattern: withoutResource('events:TestEventPattern'),
  PutPermission: withoutResource('events:PutPermission'),
  RemovePermission: withoutResource('events:RemovePermission'),
  ...eachByItsName('events', ['CreateEventBus', 'DeleteEventBus', 'DescribeEventBus', 'UpdateEventBus'], ofBus),
  ...eachByItsName('events', ['ListTagsForResource', 'TagResource', 'UntagResource'], ofArn),
};
