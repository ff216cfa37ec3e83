import { EventBridgeClient, PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import { CreateQueueCommand, GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { queuePolicy } from '../../simulation/traffic/tap';
import type { Service } from './started';

/**
 * What a client makes that wants to know which orders were fulfilled: a queue, and a rule of the same name that sends their events there.
 * @returns the queue's URL.
 */
export const fulfilledQueue = async ({ client, variable }: Service, name: string): Promise<string> => {
  const events = new EventBridgeClient(client);
  const queues = new SQSClient(client);
  const EventBusName = variable('EVENT_BUS_NAME');
  const EventPattern = JSON.stringify({ 'detail-type': ['Order Fulfilled'] });
  const { RuleArn = '' } = await events.send(new PutRuleCommand({ Name: name, EventBusName, EventPattern }));
  const Policy = queuePolicy(RuleArn);
  const { QueueUrl = '' } = await queues.send(new CreateQueueCommand({ QueueName: name, Attributes: { Policy } }));
  const { Attributes } = await queues.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }));
  const Targets = [{ Id: 'queue', Arn: Attributes?.QueueArn ?? '' }];
  await events.send(new PutTargetsCommand({ Rule: name, EventBusName, Targets }));
  queues.destroy();
  events.destroy();
  return QueueUrl;
};
