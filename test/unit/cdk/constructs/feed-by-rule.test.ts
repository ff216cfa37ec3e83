import { configOf } from '../../../../cdk/config';
import { synthesizeOrderProcessor } from '../synthesized';
import { aliasIdOf, idOfArn, type Properties, resources } from '../template';

const template = synthesizeOrderProcessor({ config: { ...configOf('production'), feed: 'rule' } });
const targetOf = (rule: Properties) => (rule.Targets as [Record<string, unknown>])[0];
const toQueues = resources(template, 'AWS::Events::Rule').filter(([, rule]) => targetOf(rule).Id === 'queue');

describe('a feed by the rule alone', () => {
  it('has neither pipe nor ingress queue, and no alarm for them', () => {
    template.resourceCountIs('AWS::Pipes::Pipe', 0);
    expect(JSON.stringify(template.toJSON())).not.toMatch(/ingress|AWS::Pipes/i);
  });

  it('sends to the stages in the group that is the order’s or the shop’s own', () => {
    const groups = toQueues.map(([, rule]) => targetOf(rule).SqsParameters as { MessageGroupId: string });
    expect(groups.map(({ MessageGroupId }) => MessageGroupId)).toEqual(
      ['$.detail.orderId', '$.detail.shopId', '$.detail.shopId'].flatMap((path) => [path, 'malformed']),
    );
  });

  it('into the queues that the stages drain, which deduplicate by content', () => {
    const queues = new Map(resources(template, 'AWS::SQS::Queue'));
    const mappings = resources(template, 'AWS::Lambda::EventSourceMapping').map(([, mapping]) => mapping);
    const drained = mappings.map(({ EventSourceArn }) => idOfArn(EventSourceArn));
    expect(new Set(toQueues.map(([, rule]) => idOfArn(targetOf(rule).Arn)))).toEqual(new Set(drained));
    for (const id of drained) expect(queues.get(id)).toMatchObject({ ContentBasedDeduplication: true });
    expect(new Set(mappings.map(aliasIdOf)).size).toBe(3);
  });

  it('opens each queue to the two rules that send to it, and loses nothing that they cannot deliver', () => {
    for (const [, rule] of toQueues) expect(targetOf(rule).DeadLetterConfig).toBeDefined();
    const policies = resources(template, 'AWS::SQS::QueuePolicy').map(([, policy]) => JSON.stringify(policy));
    for (const [id, rule] of toQueues) {
      const queue = idOfArn(targetOf(rule).Arn);
      expect(policies.filter((policy) => policy.includes(`"${queue}"`) && policy.includes(`"${id}"`))).not.toEqual([]);
    }
  });
});
