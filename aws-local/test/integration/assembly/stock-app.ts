import { App, CfnCondition, CfnOutput, CfnParameter, Duration, Fn, Stack } from 'aws-cdk-lib';
import { AttributeType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';

/** An app as the CDK's documentation has them: default synthesizer, nothing made for this environment. */
const app = new App();

const data = new Stack(app, 'DataStack');
const table = new Table(data, 'Votes', { partitionKey: { name: 'id', type: AttributeType.STRING } });

const api = new Stack(app, 'VoteStack');
const stage = new CfnParameter(api, 'Stage', { allowedValues: ['dev', 'prod'], default: 'dev' });
const isProduction = new CfnCondition(api, 'IsProduction', {
  expression: Fn.conditionEquals(stage.valueAsString, 'prod'),
});
const queue = new Queue(api, 'Ballots', {
  visibilityTimeout: Duration.seconds(60),
  deadLetterQueue: { queue: new Queue(api, 'DeadBallots'), maxReceiveCount: 3 },
});
const count = new LambdaFunction(api, 'Count', {
  runtime: Runtime.NODEJS_22_X,
  handler: 'index.handler',
  code: Code.fromInline(`
const { DynamoDBClient, PutItemCommand } = require('@aws-sdk/client-dynamodb');
const client = new DynamoDBClient({});
exports.handler = async ({ Records }) => {
  for (const { body } of Records) {
    const { id, choice } = JSON.parse(body);
    const Item = { id: { S: id }, choice: { S: choice }, level: { S: process.env.LEVEL }, poll: { S: process.env.POLL } };
    await client.send(new PutItemCommand({ TableName: process.env.TABLE, Item }));
    console.log('counted ' + id);
  }
};`),
  environment: {
    TABLE: table.tableName,
    LEVEL: Fn.conditionIf(isProduction.logicalId, 'warn', 'debug').toString(),
    POLL: StringParameter.valueForStringParameter(api, '/votes/poll'),
  },
});
table.grantWriteData(count);
count.addEventSource(new SqsEventSource(queue));
// Nothing runs it here: whoever starts the app leaves it out.
new Bucket(api, 'Receipts', { autoDeleteObjects: false });
new CfnOutput(api, 'BallotsUrl', { value: queue.queueUrl });
new CfnOutput(data, 'VotesTable', { value: table.tableName });

app.synth();
