import assert from 'node:assert/strict';
import { ListTargetsByRuleCommand, PutRuleCommand, RemoveTargetsCommand } from '@aws-sdk/client-eventbridge';
import type { Behaviour } from './behaviour';
import { created, withBus } from './bus-under-test';
import { bodiesOf } from './queue-under-test';
import { refusedWith } from './refusal';
import { PATTERN, putTargets, withRule } from './rule-under-test';
import { eventually, FIFO } from './side';

/** Which targets a rule takes, and what they are sent. */
export const ruleTargets: readonly Behaviour[] = [
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
];
