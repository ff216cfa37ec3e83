import type { Clock } from './clock/clock';
import { eventBridgeService } from './eventbridge/api';
import { EventBridgeEngine } from './eventbridge/engine';
import { startHttpServer } from './http/server';
import { sqsService } from './sqs/api';
import { SqsEngine } from './sqs/engine';

export interface Services {
  /** Base URL, for an AWS SDK's `endpoint`. */
  readonly url: string;
  readonly sqs: SqsEngine;
  readonly events: EventBridgeEngine;
  close(): Promise<void>;
}

/** Starts SQS and EventBridge without a stack, for tests that need a queue or a bus and no deployment. */
export const startServices = async (clock: Clock): Promise<Services> => {
  const sqs = new SqsEngine({ clock });
  const invokeFunction = async (arn: string): Promise<never> => {
    throw new Error(`no function runs here, so none has the ARN ${arn}`);
  };
  const events = new EventBridgeEngine({ clock, sqs, invokeFunction });
  const http = await startHttpServer({ services: [sqsService(sqs), eventBridgeService(events)] });
  return {
    url: http.url,
    sqs,
    events,
    async close() {
      events.close();
      sqs.close();
      await http.close();
    },
  };
};
