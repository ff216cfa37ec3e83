import { EventBus, Rule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnPipe } from 'aws-cdk-lib/aws-pipes';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import type { BuildStack } from './build-stack';

/** Pipes from a queue to a bus, and from a standard queue to a FIFO one. */
export const pipesApp: BuildStack = (stack) => {
  const till = new Queue(stack, 'Till');
  const bus = new EventBus(stack, 'Bus');
  const seen = new Queue(stack, 'Seen');
  new Rule(stack, 'All', { eventBus: bus, eventPattern: { source: ['till'] }, targets: [new SqsQueue(seen)] });
  const role = new Role(stack, 'Role', { assumedBy: new ServicePrincipal('pipes.amazonaws.com') });
  till.grantConsumeMessages(role);
  bus.grantPutEventsTo(role);
  new CfnPipe(stack, 'ToBus', {
    roleArn: role.roleArn,
    source: till.queueArn,
    sourceParameters: { filterCriteria: { filters: [{ pattern: '{"body":{"type":["Order Placed"]}}' }] } },
    target: bus.eventBusArn,
    targetParameters: {
      eventBridgeEventBusParameters: { detailType: '$.body.type', source: 'till', resources: ['$.body.shop'] },
      inputTemplate: '{"orderId":<$.body.orderId>}',
    },
  });
  const ingress = new Queue(stack, 'Ingress');
  const kitchen = new Queue(stack, 'Kitchen', { fifo: true });
  ingress.grantConsumeMessages(role);
  kitchen.grantSendMessages(role);
  new CfnPipe(stack, 'ToKitchen', {
    roleArn: role.roleArn,
    source: ingress.queueArn,
    sourceParameters: { sqsQueueParameters: { batchSize: 10 } },
    target: kitchen.queueArn,
    targetParameters: {
      sqsQueueParameters: { messageGroupId: '$.body.shop', messageDeduplicationId: '$.messageId' },
      inputTemplate: '<$.body>',
    },
  });
  return {
    TillUrl: till.queueUrl,
    SeenUrl: seen.queueUrl,
    IngressUrl: ingress.queueUrl,
    KitchenUrl: kitchen.queueUrl,
  };
};
