import { App, DefaultStackSynthesizer, type IStackSynthesizer, Stack, type StackProps } from 'aws-cdk-lib';
import cdkJson from '../cdk.json' with { type: 'json' };
import { platformBuild } from '../contracts/odmd/platform';
import { GATEWAY_MODES } from '../stages/payment/gateway/environment';
import { configOf, type EnvironmentConfig, FEED_ROUTES, RELEASES } from './config';
import { type Foundation, foundationFromContext } from './foundation';
import { FoundationStack } from './foundation-stack';
import { OrderProcessorStack } from './order-processor-stack';

export interface AppOptions {
  /** Folder of the cloud assembly. */
  readonly outdir: string;
  /** Context besides that of cdk.json and of the CDK's command. */
  readonly context?: Readonly<Record<string, unknown>>;
  /** Whether the CDK checks the templates when they are synthesized, which takes a second; yes unless told otherwise. */
  readonly validatesTemplates?: boolean;
}

/** What the context chooses among `values`, if anything. @throws Error that names the values there are. */
const choice = <T extends string>(app: App, name: string, values: readonly T[]): T | undefined => {
  const given: unknown = app.node.tryGetContext(name);
  const known = values.find((value) => value === given);
  if (given !== undefined && !known) {
    throw new Error(`context ${name}: must be one of ${values.join(', ')}, got ${String(given)}`);
  }
  return known;
};

/** A positive number that the context gives, if it gives one. @throws Error that names the context and its value. */
const positive = (app: App, name: string): number | undefined => {
  const given: unknown = app.node.tryGetContext(name);
  const value = Number(given);
  if (given === undefined) return undefined;
  if (!(value > 0 && Number.isFinite(value)))
    throw new Error(`context ${name}: must be a positive number, got ${String(given)}`);
  return value;
};

/** Names of Stripe's partner event sources (https://docs.stripe.com/event-destinations/eventbridge). */
const STRIPE_EVENT_BUS = /^aws\.partner\/stripe\.com\/ed_\w+$/;

/** The partner event bus of Stripe that the context names, if any. @throws Error that names the value. */
const stripeEventBusOf = (app: App): { readonly stripeEventBus?: string } => {
  const given: unknown = app.node.tryGetContext('stripeEventBus');
  if (given === undefined) return {};
  if (typeof given === 'string' && STRIPE_EVENT_BUS.test(given)) return { stripeEventBus: given };
  throw new Error(
    `context stripeEventBus: must be the name of a partner event bus, aws.partner/stripe.com/ed_…, got ${String(given)}`,
  );
};

/** The app with its stacks, not synthesized yet. Run without the CDK's command it has the context of cdk.json all the same. */
export const orderProcessorApp = async ({ outdir, context, validatesTemplates }: AppOptions): Promise<App> => {
  const app = new App({
    outdir,
    context: { ...cdkJson.context, ...context },
    analyticsReporting: false,
    ...(validatesTemplates !== undefined && { builtinCloudFormationValidation: validatesTemplates }),
  });

  const environment: string | undefined = app.node.tryGetContext('environment');
  const defaults = configOf(environment);
  const config: EnvironmentConfig = {
    ...defaults,
    releases: choice(app, 'releases', RELEASES) ?? defaults.releases,
    feed: choice(app, 'feed', FEED_ROUTES) ?? defaults.feed,
    gatewayMode: choice(app, 'gatewayMode', GATEWAY_MODES) ?? defaults.gatewayMode,
    gatewayCallsPerSecond: positive(app, 'gatewayCallsPerSecond') ?? defaults.gatewayCallsPerSecond,
    ...stripeEventBusOf(app),
  };
  const { CDK_DEFAULT_ACCOUNT: account, CDK_DEFAULT_REGION: region } = process.env;

  // The CLI checks the bootstrap version itself; without the rule the templates have no parameters. (CDK's class does not satisfy
  // its own interface under exactOptionalPropertyTypes.)
  const synthesizer = new DefaultStackSynthesizer({ generateBootstrapVersionRule: false }) as IStackSynthesizer;

  const stackProps = (name: string): StackProps => ({
    stackName: environment ? `${environment}-${name}` : name,
    synthesizer,
    terminationProtection: config.keepData,
    ...(account && region && { env: { account, region } }),
  });

  // In an ODMD build the platform says what is built, under which name, and on which foundation.
  const platform = await platformBuild(app);

  const foundation: Foundation =
    platform?.foundation ??
    foundationFromContext(app.node) ??
    new FoundationStack(app, 'Foundation', { ...stackProps('CoffeeShopFoundation'), config });

  const orderProcessor = new OrderProcessorStack(app, 'OrderProcessor', {
    ...stackProps('CoffeeShopOrderProcessor'),
    ...(platform && { stackName: platform.stackName }),
    config,
    foundation,
  });
  // Names, not references, connect the two, so the order of deployment must be said.
  if (foundation instanceof Stack) orderProcessor.addStackDependency(foundation);
  return app;
};
