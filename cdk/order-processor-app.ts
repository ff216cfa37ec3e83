import { App, DefaultStackSynthesizer, type IStackSynthesizer, Stack, type StackProps } from 'aws-cdk-lib';
import cdkJson from '../cdk.json' with { type: 'json' };
import { platformBuild } from '../contracts/odmd/platform';
import { configOf, type EnvironmentConfig, RELEASES } from './config';
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

/** @throws Error that names the ways there are, if the context asks for another one. */
const releasedAs = (config: EnvironmentConfig, releases: unknown): EnvironmentConfig => {
  if (releases === undefined) return config;
  const known = RELEASES.find((way) => way === releases);
  if (!known) throw new Error(`context releases: must be one of ${RELEASES.join(', ')}, got ${String(releases)}`);
  return { ...config, releases: known };
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
  const config = releasedAs(configOf(environment), app.node.tryGetContext('releases'));
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
