import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { DeleteMessageCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import { CONFIG_KEYS } from '../../contracts/tables/config-table';
import { nothingDenied } from '../../local/denials';
import { startEnvironment } from '../../local/environment';
import { builtAssembly } from '../built';
import { CONFIG_IS_READ_MS, type ShopOptions, type Site } from './site';

const OUTPUTS = 'CoffeeShopOrderProcessor';
/** Long enough for a busy machine; a test that waits so long has failed, and says for what. */
const PATIENCE_MS = 30_000;

/** The synthesized stack on this machine, started for these tests alone. It takes about a second. */
export const ownSite = async (options: ShopOptions): Promise<Site> => {
  const { clockScale = 1, context, assembly = builtAssembly(), functionVariables = {}, mayBeDenied = false } = options;
  const log: string[] = [];
  const environment = await startEnvironment({
    clockScale,
    ...(options.clock && { clock: options.clock }),
    ...(options.alarms && { alarms: true }),
    ...(context ? { context } : { assembly }),
    functionVariables,
    onLog: ({ text }) => log.push(text),
  });
  const { url, variables, events, clock } = environment;
  const clients = {
    events: new EventBridgeClient({ endpoint: url }),
    queues: new SQSClient({ endpoint: url }),
    database: new DynamoDBClient({ endpoint: variables.AWS_ENDPOINT_URL_DYNAMODB ?? '' }),
  };
  const documents = DynamoDBDocumentClient.from(clients.database);
  const outputs = environment.outputs[OUTPUTS] ?? {};
  return {
    events: clients.events,
    queues: clients.queues,
    documents,
    inside: { environment, log },
    patienceMs: PATIENCE_MS,
    listen: (listener) => events.onEvent(listener),
    output: (name) => outputs[name],
    async giveSettings(settings) {
      const Item = { PK: CONFIG_KEYS.orderProcessor, ...settings };
      await documents.send(new PutCommand({ TableName: outputs.ConfigTableName, Item }));
    },
    settingsInForce: () => clock.sleep(CONFIG_IS_READ_MS),
    openShop: async () => undefined,
    claimEvent: () => undefined,
    async takeLetters(QueueUrl) {
      const receive = new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 1 });
      const { Messages = [] } = await clients.queues.send(receive);
      for (const { ReceiptHandle } of Messages)
        await clients.queues.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
      return Messages.map(({ Body = '', MessageId = '' }) => ({ body: Body, messageId: MessageId }));
    },
    async close() {
      await environment.stop();
      for (const client of Object.values(clients)) client.destroy();
      if (!mayBeDenied) nothingDenied(environment);
    },
  };
};
