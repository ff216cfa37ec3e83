import assert from 'node:assert/strict';
import {
  CreateEventBusCommand,
  DeleteEventBusCommand,
  DeleteRuleCommand,
  DescribeEventBusCommand,
  DescribeRuleCommand,
  DisableRuleCommand,
  EnableRuleCommand,
  ListEventBusesCommand,
  ListRulesCommand,
  ListTargetsByRuleCommand,
  PutRuleCommand,
  type PutRuleCommandInput,
  PutTargetsCommand,
  RemoveTargetsCommand,
  type Target,
} from '@aws-sdk/client-eventbridge';
import type { Behaviour } from './behaviour';
import { type Bus, created, withBus } from './bus-under-test';
import { bodiesOf } from './queue-under-test';
import { refusedWith } from './refusal';
import { eventually, FIFO, type Side } from './side';

const PATTERN = JSON.stringify({ source: ['conformance'] });

/** A rule of this bus, removed afterwards with its targets. */
const withRule = async (
  side: Side,
  bus: Bus,
  use: (rule: { name: string; put(...Targets: Target[]): ReturnType<typeof putTargets> }) => Promise<void>,
  more: Partial<PutRuleCommandInput> = { EventPattern: PATTERN },
): Promise<void> => {
  const Name = side.unique('rule');
  await side.events.send(new PutRuleCommand({ Name, EventBusName: bus.name, ...more }));
  try {
    await use({ name: Name, put: (...Targets) => putTargets(side, bus, Name, Targets) });
  } finally {
    const { Targets = [] } = await side.events.send(
      new ListTargetsByRuleCommand({ Rule: Name, EventBusName: bus.name }),
    );
    const Ids = Targets.flatMap(({ Id }) => Id ?? []);
    if (Ids.length > 0) await side.events.send(new RemoveTargetsCommand({ Rule: Name, EventBusName: bus.name, Ids }));
    await side.events.send(new DeleteRuleCommand({ Name, EventBusName: bus.name }));
  }
};
const putTargets = (side: Side, bus: Bus, Rule: string, Targets: Target[]) =>
  side.events.send(new PutTargetsCommand({ Rule, EventBusName: bus.name, Targets }));

/** How rules and their targets are kept. */
export const rules: readonly Behaviour[] = [
  {
    name: 'a bus is described by its name or its ARN, made once, and unknown after its deletion',
    source: 'API CreateEventBus (ResourceAlreadyExistsException); API DescribeEventBus; API DeleteEventBus',
    async run(side) {
      const Name = side.unique('bus');
      const { EventBusArn = '' } = await side.events.send(new CreateEventBusCommand({ Name }));
      const describe = (name: string) => side.events.send(new DescribeEventBusCommand({ Name: name }));
      assert.deepEqual([(await describe(Name)).Arn, (await describe(EventBusArn)).Name], [EventBusArn, Name]);
      assert.match(EventBusArn, new RegExp(`:event-bus/${Name}$`));
      await refusedWith('ResourceAlreadyExistsException', side.events.send(new CreateEventBusCommand({ Name })));
      await side.events.send(new DeleteEventBusCommand({ Name }));
      await refusedWith('ResourceNotFoundException', describe(Name));
    },
  },
  {
    name: 'the default bus is there, and cannot be deleted',
    source: 'API DeleteEventBus; EB eb-event-bus.html',
    async run(side) {
      const { EventBuses = [] } = await side.events.send(new ListEventBusesCommand({ NamePrefix: 'default' }));
      assert.ok(EventBuses.some(({ Name }) => Name === 'default'));
      await refusedWith('ValidationException', side.events.send(new DeleteEventBusCommand({ Name: 'default' })));
    },
  },
  {
    name: 'a rule reads back as it was put, enabled unless told otherwise',
    source: 'API PutRule (State); API DescribeRule',
    async run(side) {
      await withBus(side, async (bus) => {
        await withRule(
          side,
          bus,
          async ({ name }) => {
            const rule = await side.events.send(new DescribeRuleCommand({ Name: name, EventBusName: bus.name }));
            assert.deepEqual(
              [rule.Name, rule.EventBusName, rule.State, rule.Description, JSON.parse(rule.EventPattern ?? '')],
              [name, bus.name, 'ENABLED', 'what it is for', JSON.parse(PATTERN)],
            );
            assert.match(rule.Arn ?? '', new RegExp(`:rule/${bus.name}/${name}$`));
          },
          { EventPattern: PATTERN, Description: 'what it is for' },
        );
      });
    },
  },
  {
    name: 'a rule has a pattern or a schedule, and a schedule on the default bus only',
    source: 'API PutRule (ScheduleExpression); EB eb-create-rule-schedule.html',
    async run(side) {
      await withBus(side, async (bus) => {
        const put = (more: Partial<PutRuleCommandInput>) =>
          side.events.send(new PutRuleCommand({ Name: side.unique('rule'), EventBusName: bus.name, ...more }));
        await refusedWith('ValidationException', put({}));
        await refusedWith('ValidationException', put({ ScheduleExpression: 'rate(1 minute)' }));
        for (const ScheduleExpression of ['rate(1 minutes)', 'rate(5 minute)', 'rate(0 minutes)', 'every minute']) {
          await refusedWith('ValidationException', put({ EventBusName: 'default', ScheduleExpression }));
        }
      });
    },
  },
  {
    name: 'a rule with a schedule sends an event of aws.events at its rate, and none while it is disabled',
    source: 'EB eb-create-rule-schedule.html; EB eb-run-lambda-schedule.html (event)',
    async run(side) {
      const queue = await side.queue();
      const bus = { name: 'default' } as Bus;
      await withRule(
        side,
        bus,
        async ({ name, put }) => {
          await put({ Id: 'queue', Arn: queue.arn });
          await side.wait(70_000);
          const [message, ...more] = await queue.receive();
          await queue.delete(message ? [message] : []);
          const event = JSON.parse(message?.Body ?? '{}');
          assert.deepEqual([event.source, event['detail-type'], event.detail], ['aws.events', 'Scheduled Event', {}]);
          assert.match(event.resources[0], new RegExp(`:rule/${name}$`));
          assert.deepEqual(more, []);
          await side.events.send(new DisableRuleCommand({ Name: name }));
          await side.wait(120_000);
          assert.deepEqual(await queue.receive(), []);
        },
        { ScheduleExpression: 'rate(1 minute)' },
      );
    },
  },
  {
    name: 'a disabled rule delivers nothing until it is enabled again',
    source: 'API DisableRule; API EnableRule',
    async run(side) {
      const queue = await side.queue();
      await withBus(side, async (bus) => {
        const Name = await bus.rule('Order Created', queue);
        const target = { Name, EventBusName: bus.name };
        await side.events.send(new DisableRuleCommand(target));
        await side.propagated();
        await bus.put(created({ orderId: 'missed' }));
        await side.wait(1_000);
        assert.deepEqual(await queue.receive(), []);
        await side.events.send(new EnableRuleCommand(target));
        await side.propagated();
        await bus.put(created({ orderId: 'seen' }));
        const message = await eventually(side, async () => (await queue.receive(1))[0]);
        assert.equal(JSON.parse(message.Body ?? '').detail.orderId, 'seen');
      });
    },
  },
  {
    name: 'rules are listed by prefix, in pages',
    source: 'API ListRules (NamePrefix, Limit, NextToken)',
    async run(side) {
      await withBus(side, async (bus) => {
        await withRule(side, bus, async (one) => {
          await withRule(side, bus, async (two) => {
            const list = (NextToken?: string) =>
              side.events.send(
                new ListRulesCommand({ EventBusName: bus.name, NamePrefix: 'rule', Limit: 1, NextToken }),
              );
            const first = await list();
            const second = await list(first.NextToken);
            const names = [...(first.Rules ?? []), ...(second.Rules ?? [])].map(({ Name }) => Name);
            assert.deepEqual(names.sort(), [one.name, two.name].sort());
            assert.equal(second.NextToken, undefined);
          });
        });
      });
    },
  },
  {
    name: 'a rule with targets cannot be deleted, an unknown rule can',
    source: 'API DeleteRule',
    async run(side) {
      const queue = await side.queue();
      await withBus(side, async (bus) => {
        await withRule(side, bus, async ({ name, put }) => {
          await put({ Id: 'queue', Arn: queue.arn });
          const remove = (Name: string) => side.events.send(new DeleteRuleCommand({ Name, EventBusName: bus.name }));
          await refusedWith('ValidationException', remove(name));
          await remove(side.unique('unknown'));
        });
      });
    },
  },
  {
    name: 'a bus with rules cannot be deleted',
    source: 'API DeleteEventBus (its rules need to be deleted before)',
    async run(side) {
      await withBus(side, async (bus) => {
        await withRule(side, bus, async () => {
          await refusedWith('ValidationException', side.events.send(new DeleteEventBusCommand({ Name: bus.name })));
        });
      });
    },
  },
  {
    name: 'a rule has five targets at most; one of the same id is replaced',
    source: 'EB eb-quota.html (targets per rule); API PutTargets (LimitExceededException)',
    async run(side) {
      const queue = await side.queue();
      await withBus(side, async (bus) => {
        await withRule(side, bus, async ({ name, put }) => {
          const target = (at: number) => ({ Id: `t${at}`, Arn: queue.arn });
          await put(...[0, 1, 2, 3, 4].map(target));
          await refusedWith('LimitExceededException', put(target(5)));
          await put({ ...target(0), Input: '"replaced"' });
          const { Targets = [] } = await side.events.send(
            new ListTargetsByRuleCommand({ Rule: name, EventBusName: bus.name }),
          );
          assert.equal(Targets.length, 5);
          assert.equal(Targets.find(({ Id }) => Id === 't0')?.Input, '"replaced"');
        });
      });
    },
  },
  {
    name: 'RemoveTargets names the ids that the rule does not have',
    source: 'API RemoveTargets (FailedEntries)',
    async run(side) {
      const queue = await side.queue();
      await withBus(side, async (bus) => {
        await withRule(side, bus, async ({ name, put }) => {
          await put({ Id: 'here', Arn: queue.arn });
          const { FailedEntryCount, FailedEntries } = await side.events.send(
            new RemoveTargetsCommand({ Rule: name, EventBusName: bus.name, Ids: ['here', 'gone'] }),
          );
          assert.deepEqual([FailedEntryCount, FailedEntries?.map(({ TargetId }) => TargetId)], [1, ['gone']]);
        });
      });
    },
  },
  {
    name: 'targets of an unknown rule, and rules of an unknown bus, are not found',
    source: 'API PutTargets (ResourceNotFoundException); API PutRule (ResourceNotFoundException)',
    async run(side) {
      const queue = await side.queue();
      await withBus(side, async (bus) => {
        const targets = [{ Id: 'queue', Arn: queue.arn }];
        await refusedWith('ResourceNotFoundException', putTargets(side, bus, side.unique('unknown'), targets));
        const rule = { Name: side.unique('rule'), EventBusName: side.unique('unknown'), EventPattern: PATTERN };
        await refusedWith('ResourceNotFoundException', side.events.send(new PutRuleCommand(rule)));
      });
    },
  },
  {
    name: 'a FIFO queue as a target wants a group, any other target has none',
    source: 'API SqsParameters; API Target (SqsParameters)',
    async run(side) {
      const [fifo, standard] = [await side.queue(FIFO), await side.queue()];
      await withBus(side, async (bus) => {
        await withRule(side, bus, async ({ put }) => {
          await refusedWith('ValidationException', put({ Id: 'fifo', Arn: fifo.arn }));
          const SqsParameters = { MessageGroupId: 'a' };
          await refusedWith('ValidationException', put({ Id: 'standard', Arn: standard.arn, SqsParameters }));
        });
      });
    },
  },
  {
    name: 'a retry policy has 0 to 185 attempts within 60 seconds to 24 hours',
    source: 'API RetryPolicy (MaximumRetryAttempts, MaximumEventAgeInSeconds)',
    async run(side) {
      const queue = await side.queue();
      await withBus(side, async (bus) => {
        await withRule(side, bus, async ({ put }) => {
          for (const RetryPolicy of [
            { MaximumRetryAttempts: 186 },
            { MaximumEventAgeInSeconds: 59 },
            { MaximumEventAgeInSeconds: 86_401 },
          ]) {
            await refusedWith('ValidationException', put({ Id: 'queue', Arn: queue.arn, RetryPolicy }));
          }
          const RetryPolicy = { MaximumRetryAttempts: 185, MaximumEventAgeInSeconds: 86_400 };
          await put({ Id: 'queue', Arn: queue.arn, RetryPolicy });
        });
      });
    },
  },
  {
    name: 'a target gets the whole event, a part of it by InputPath, or a constant by Input',
    source: 'API Target (Input, InputPath); EB eb-targets.html',
    async run(side) {
      const [part, constant] = [await side.queue(), await side.queue()];
      await withBus(side, async (bus) => {
        await bus.rule('Order Created', part, { InputPath: '$.detail.items' });
        await bus.rule('Order Created', constant, { Input: '{"always":"this"}' });
        await bus.put(created({ items: [{ sku: 'latte' }] }));
        const first = async (queue: typeof part) =>
          JSON.parse(bodiesOf([await eventually(side, async () => (await queue.receive(1))[0])])[0] ?? '');
        assert.deepEqual(await first(part), [{ sku: 'latte' }]);
        assert.deepEqual(await first(constant), { always: 'this' });
      });
    },
  },
  {
    name: 'an event keeps the time and the resources that its sender gave it',
    source: 'API PutEventsRequestEntry (Time, Resources); EB eb-events-structure.html',
    async run(side) {
      const queue = await side.queue();
      await withBus(side, async (bus) => {
        await bus.rule('Order Created', queue);
        await bus.put({ ...created(), Time: new Date('2026-02-03T04:05:06Z'), Resources: ['arn:aws:shop/1'] });
        const { Body = '' } = await eventually(side, async () => (await queue.receive(1))[0]);
        const { time, resources, version, account } = JSON.parse(Body);
        assert.deepEqual([time, resources, version], ['2026-02-03T04:05:06Z', ['arn:aws:shop/1'], '0']);
        assert.match(account, /^\d{12}$/);
      });
    },
  },
  {
    name: 'an event for a bus that is not there is answered with an id and goes nowhere',
    source: 'EB eb-putevents.html; LocalStack test_events.py::test_put_events_nonexistent_event_bus',
    async run(side) {
      await withBus(side, async (bus) => {
        const { FailedEntryCount, Entries } = await bus.put({ ...created(), EventBusName: side.unique('unknown') });
        assert.equal(FailedEntryCount, 0);
        assert.ok(Entries?.[0]?.EventId);
      });
    },
  },
];
