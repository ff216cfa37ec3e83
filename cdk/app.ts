import { App, DefaultStackSynthesizer, type IStackSynthesizer, Stack, type StackProps } from 'aws-cdk-lib';
import cdkJson from '../cdk.json' with { type: 'json' };
import { platformBuild } from '../contracts/odmd/platform';
import { configOf } from './config';
import { type Foundation, foundationFromContext } from './foundation';
import { FoundationStack } from './foundation-stack';
import { OrderProcessorStack } from './order-processor-stack';

// The CDK CLI passes cdk.json's context and the output folder; run without it, the app takes the same from the file.
const app = new App({
  outdir: process.env.CDK_OUTDIR ?? cdkJson.output,
  context: cdkJson.context,
  analyticsReporting: false,
});

const environment: string | undefined = app.node.tryGetContext('environment');
const config = configOf(environment);
const { CDK_DEFAULT_ACCOUNT: account, CDK_DEFAULT_REGION: region } = process.env;

// The CLI checks the bootstrap version itself; without the rule the templates have no parameters. (CDK's class does not satisfy
// its own interface under exactOptionalPropertyTypes.)
const synthesizer = new DefaultStackSynthesizer({ generateBootstrapVersionRule: false }) as IStackSynthesizer;

const stackProps = (name: string): StackProps => ({
  stackName: environment ? `${environment}-${name}` : name,
  synthesizer,
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

app.synth();
