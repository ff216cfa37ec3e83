import { LambdaClient } from '@aws-sdk/client-lambda';
import { type SharedClock, scaledClock } from '../../../src/clock/clock';
import { startHttpServer } from '../../../src/http/server';
import { lambdaApi } from '../../../src/lambda/api';
import { concurrencyApi } from '../../../src/lambda/concurrency-api';
import { LambdaEngine, type LambdaEngineOptions } from '../../../src/lambda/engine';
import { SqsEngine } from '../../../src/sqs/engine';
import { removeFunctionFolders } from './function-folder';

/** Lambda behind its API, with queues beside it and an SDK's client that tries once. */
export interface LambdaEndpoint {
  readonly clock: SharedClock;
  readonly sqs: SqsEngine;
  readonly engine: LambdaEngine;
  readonly client: LambdaClient;
  close(): Promise<void>;
}

/** @param scale environment milliseconds per real one. */
export const startLambdaEndpoint = async (
  options: Pick<LambdaEngineOptions, 'onLog' | 'random'> = {},
  scale = 50,
): Promise<LambdaEndpoint> => {
  const clock = scaledClock({ scale });
  const sqs = new SqsEngine({ clock });
  const engine = new LambdaEngine({ clock, sqs, ...options });
  const server = await startHttpServer({ services: [], paths: [lambdaApi(engine), concurrencyApi(engine)] });
  const client = new LambdaClient({ endpoint: server.url, maxAttempts: 1 });
  return {
    clock,
    sqs,
    engine,
    client,
    async close() {
      client.destroy();
      await engine.close();
      sqs.close();
      await server.close();
      removeFunctionFolders();
    },
  };
};
