import { Duration } from 'aws-cdk-lib';
import { AttributeType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { EventBus, Rule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import type { BuildStack } from './build-stack';

const HANDLER = `
const { DynamoDBClient, PutItemCommand } = require('@aws-sdk/client-dynamodb');
const client = new DynamoDBClient({});
exports.handler = async ({ Records }) => {
  const batchItemFailures = [];
  for (const { messageId, body } of Records) {
    const { detail } = JSON.parse(body);
    if (detail.drink === 'tea') batchItemFailures.push({ itemIdentifier: messageId });
    else {
      const Item = { orderId: { S: detail.orderId }, drink: { S: detail.drink } };
      await client.send(new PutItemCommand({ TableName: process.env.TABLE_NAME, Item }));
      console.log('stored ' + detail.orderId);
    }
  }
  return { batchItemFailures };
};`;

/** An event on a bus becomes an item of a table, by way of a queue and a function that reports failures one by one. */
export const ordersApp: BuildStack = (stack) => {
  const bus = new EventBus(stack, 'Orders');
  const table = new Table(stack, 'Drinks', { partitionKey: { name: 'orderId', type: AttributeType.STRING } });
  const deadLetters = new Queue(stack, 'DeadLetters');
  const queue = new Queue(stack, 'Queue', {
    visibilityTimeout: Duration.seconds(60),
    deadLetterQueue: { queue: deadLetters, maxReceiveCount: 2 },
  });
  new Rule(stack, 'Placed', {
    eventBus: bus,
    eventPattern: { source: ['till'], detailType: ['Order Placed'] },
    targets: [new SqsQueue(queue)],
  });
  const store = new LambdaFunction(stack, 'Store', {
    runtime: Runtime.NODEJS_22_X,
    handler: 'index.handler',
    code: Code.fromInline(HANDLER),
    timeout: Duration.seconds(30),
    environment: { TABLE_NAME: table.tableName },
  });
  table.grantWriteData(store);
  store.addEventSource(new SqsEventSource(queue, { reportBatchItemFailures: true }));
  return {
    BusName: bus.eventBusName,
    TableName: table.tableName,
    DeadLettersUrl: deadLetters.queueUrl,
    QueueUrl: queue.queueUrl,
  };
};
