import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type AwsLocal,
  type AwsLocalOptions,
  prepareTemplateCheck,
  startAwsLocal,
  synthesize,
} from '@coffee-shop/aws-local';
import { REPOSITORY_ROOT } from '../cdk/bundle-options';
import { seededRandom } from '../simulation/random';
import { eventDestination, type PartnerEventEntry } from '../simulation/stripe/event-destination';
import { type GatewaySimulator, startGatewaySimulator } from '../simulation/stripe/simulator';
import { outputsOf } from './stack-outputs';

type AwsOptions = Omit<AwsLocalOptions, 'assembly' | 'startBeside' | 'beforeTraffic'>;

export interface AppOptions extends AwsOptions {
  /** A cloud assembly to run; unless given, the CDK app is synthesized. */
  readonly assembly?: string;
  /** Context for the CDK app, if it is synthesized (`-c` of the CDK's command). */
  readonly context?: Readonly<Record<string, string>>;
}

export interface EnvironmentOptions extends AppOptions {
  /** Environment milliseconds that the payment gateway takes to answer. */
  readonly gatewayLatencyMs?: number;
  readonly gatewayJitterMs?: number;
  /** Of the gateway's jitter and random faults, and of how its events arrive. */
  readonly seed?: number;
}

/** A payment gateway that somebody else runs and that speaks Stripe's API: Stripe itself, or a stand-in. */
export interface GatewayElsewhere {
  readonly url: string;
  readonly apiKey: string;
}

/** The service on this machine. Without a simulator its gateway is elsewhere. */
export interface AnyEnvironment extends AwsLocal {
  readonly gateway?: GatewaySimulator;
}

/** The service on this machine, with the gateway's simulator beside it. */
export interface Environment extends AnyEnvironment {
  readonly gateway: GatewaySimulator;
}

/**
 * Runs what the CDK app synthesizes, with the gateway's simulator. With the context `stripeEventBus` the simulator's events come
 * onto the bus of that name.
 * @throws Error in one line: the app cannot be synthesized, or as startAwsLocal does.
 */
export const startEnvironment = async (options: EnvironmentOptions = {}): Promise<Environment> => {
  const { gatewayLatencyMs: latencyMs = 0, gatewayJitterMs: jitterMs = 0, seed = 1, ...more } = options;
  const source = more.context?.stripeEventBus;
  let gateway!: GatewaySimulator;
  let stopEvents = (): void => undefined;
  const aws = await start(more, {
    async startBeside(shared) {
      gateway = await startGatewaySimulator({ ...shared, latencyMs, jitterMs, seed });
      return { variables: { GATEWAY_URL: gateway.url }, close: gateway.close };
    },
    beforeTraffic({ clock, events }) {
      if (source === undefined) return;
      const random = seededRandom(seed, 'stripe events');
      const put = (entry: PartnerEventEntry) => void events.putPartnerEvents([entry]);
      const destination = eventDestination({ clock, random, source, put });
      const unsubscribe = gateway.onEvent(destination.listener);
      stopEvents = () => {
        unsubscribe();
        destination.close();
      };
    },
  });
  return {
    ...aws,
    gateway,
    async stop() {
      stopEvents();
      await aws.stop();
    },
  };
};

/**
 * Runs what the CDK app synthesizes, on a gateway that somebody else runs. Its key becomes the value of the gateway's secret.
 * @throws Error in one line, as startEnvironment does.
 */
export const startEnvironmentAt = ({ url, apiKey }: GatewayElsewhere, options: AppOptions): Promise<AnyEnvironment> =>
  start(options, {
    startBeside: async () => ({ variables: { GATEWAY_URL: url }, close: async () => undefined }),
    beforeTraffic({ clock, outputs, secrets }) {
      const secretArn = outputsOf({ outputs })('GatewaySecretArn');
      secrets
        .secret(secretArn)
        .put({ versionId: randomUUID(), createdMs: clock.now(), value: { SecretString: apiKey } });
    },
  });

const start = async (
  { assembly: given, context, ...options }: AppOptions,
  more: Partial<AwsLocalOptions>,
): Promise<AwsLocal> => {
  const synthesized = given === undefined ? await synthesizedApp(context) : undefined;
  const removeAssembly = () => {
    process.off('exit', removeAssembly);
    if (synthesized !== undefined) rmSync(synthesized, { recursive: true, force: true });
  };
  // A process that has to end at once does not stop its environment.
  process.once('exit', removeAssembly);
  try {
    const aws = await startAwsLocal({
      ...options,
      ...more,
      ...(context?.stripeEventBus !== undefined && { partnerEventSources: [context.stripeEventBus] }),
      assembly: given ?? synthesized ?? '',
    });
    return {
      ...aws,
      async stop() {
        await aws.stop();
        removeAssembly();
      },
    };
  } catch (error) {
    removeAssembly();
    throw error;
  }
};

const synthesizedApp = async (context: AppOptions['context']): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'order-processor-'));
  prepareTemplateCheck();
  await synthesize({ app: REPOSITORY_ROOT, outputFolder: folder, context });
  return folder;
};
