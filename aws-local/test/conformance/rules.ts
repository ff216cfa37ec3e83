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
  PutRuleCommand,
  type PutRuleCommandInput,
} from '@aws-sdk/client-eventbridge';
import type { Behaviour } from './behaviour';
import { type Bus, created, withBus } from './bus-under-test';
import { refusedWith } from './refusal';
import { PATTERN, withRule } from './rule-under-test';
import { eventually } from './side';

/** How buses and rules are kept. */
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
