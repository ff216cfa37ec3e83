import { TestEventPatternCommand } from '@aws-sdk/client-eventbridge';
import type { Side } from './side';

export const OPERATORS = 'EB eb-create-pattern-operators.html';
export const RULER = 'aws/event-ruler';
/** Patterns and events that LocalStack put to AWS. */
export const TEMPLATES = 'LocalStack test_events_patterns.py::test_event_pattern';

/** An event with a detail. */
export const event = (detail: unknown) => ({
  version: '0',
  id: '1',
  account: '000000000000',
  region: 'us-east-1',
  time: '2026-11-24T08:00:00Z',
  resources: [],
  source: 'shop',
  'detail-type': 'Order Created',
  detail,
});

/** What TestEventPattern says of a pattern and an event with this detail. */
export const matches = async (side: Side, pattern: object, detail: unknown): Promise<boolean> => {
  const Event = JSON.stringify(event(detail));
  const command = new TestEventPatternCommand({ EventPattern: JSON.stringify(pattern), Event });
  return (await side.events.send(command)).Result ?? false;
};
