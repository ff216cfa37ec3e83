import {
  CreateEventBusCommand,
  DeleteEventBusCommand,
  DeleteRuleCommand,
  PutEventsCommand,
  type PutEventsRequestEntry,
  PutRuleCommand,
  PutTargetsCommand,
  RemoveTargetsCommand,
  type Target,
} from '@aws-sdk/client-eventbridge';
import type { QueueUnderTest } from './queue-under-test';
import type { Side } from './side';

export const SOURCE = 'conformance';

/** EventBridge may send to the queue; where nobody checks permissions it does no harm. */
export const letEventBridgeSend = async (queue: QueueUnderTest): Promise<void> => {
  const Statement = {
    Effect: 'Allow',
    Principal: { Service: 'events.amazonaws.com' },
    Action: 'sqs:SendMessage',
    Resource: queue.arn,
  };
  const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [Statement] });
  await queue.setAttributes({ Policy });
};

/** A bus of one behaviour's own. */
export interface Bus {
  readonly name: string;
  /** Makes a rule for a detail-type with one target, and gives its name. */
  rule(detailType: string, queue: QueueUnderTest, more?: Partial<Target>): Promise<string>;
  put(...entries: PutEventsRequestEntry[]): ReturnType<typeof putEvents>;
}

const putEvents = (side: Side, Entries: PutEventsRequestEntry[]) => side.events.send(new PutEventsCommand({ Entries }));

/** Runs `use` with a bus of its own, which is removed afterwards with its rules. */
export const withBus = async (side: Side, use: (bus: Bus) => Promise<void>): Promise<void> => {
  const name = side.unique('bus');
  const rules: string[] = [];
  await side.events.send(new CreateEventBusCommand({ Name: name }));
  try {
    await use({
      name,
      async rule(detailType, queue, more = {}) {
        const Name = side.unique('rule');
        rules.push(Name);
        await letEventBridgeSend(queue);
        const EventPattern = JSON.stringify({ source: [SOURCE], 'detail-type': [detailType] });
        await side.events.send(new PutRuleCommand({ Name, EventBusName: name, EventPattern }));
        const Targets = [{ Id: 'queue', Arn: queue.arn, ...more }];
        await side.events.send(new PutTargetsCommand({ Rule: Name, EventBusName: name, Targets }));
        await side.propagated();
        return Name;
      },
      put: (...entries) =>
        putEvents(
          side,
          entries.map((entry) => ({ EventBusName: name, ...entry })),
        ),
    });
  } finally {
    for (const Rule of rules) {
      await side.events.send(new RemoveTargetsCommand({ Rule, EventBusName: name, Ids: ['queue'] }));
      await side.events.send(new DeleteRuleCommand({ Name: Rule, EventBusName: name }));
    }
    await side.events.send(new DeleteEventBusCommand({ Name: name }));
  }
};

/** An entry of PutEvents. */
export const created = (detail: unknown = { orderId: 'o-1' }): PutEventsRequestEntry => ({
  Source: SOURCE,
  DetailType: 'Order Created',
  Detail: JSON.stringify(detail),
});
