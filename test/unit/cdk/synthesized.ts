import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, type Environment } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { configOf, type EnvironmentConfig } from '../../../cdk/config';
import { constant, type Foundation } from '../../../cdk/foundation';
import { OrderProcessorStack } from '../../../cdk/order-processor-stack';
import cdkJson from '../../../cdk.json';

const scratch = mkdtempSync(join(tmpdir(), 'coffee-shop-cdk-'));
afterAll(() => rmSync(scratch, { recursive: true }));

/** An app with the feature flags of ours, whose assembly is removed after the tests. */
export const testApp = (context: Record<string, unknown> = {}): App =>
  new App({
    // What is bundled is the e2e tests' business.
    context: { ...cdkJson.context, 'aws:cdk:bundling-stacks': [], ...context },
    analyticsReporting: false,
    // A second of every app's synthesis; `npm run synth` keeps it.
    builtinCloudFormationValidation: false,
    outdir: mkdtempSync(join(scratch, 'assembly-')),
  });

export const foundationNamed = (values: Partial<Record<keyof Foundation, string>> = {}): Foundation => ({
  eventBus: constant(values.eventBus ?? 'shop-bus'),
  eventSrc: constant(values.eventSrc ?? 'shop-source'),
  configTableName: constant(values.configTableName ?? 'shop-config'),
  countTableName: constant(values.countTableName ?? 'shop-counters'),
});

export interface SynthesisOptions {
  readonly stackName?: string;
  readonly environment?: string;
  /** Instead of the environment's own. */
  readonly config?: EnvironmentConfig;
  readonly foundation?: Foundation;
  readonly env?: Environment;
}

/** The order processor's stack, with handlers that do nothing. */
export const orderProcessorStack = (options: SynthesisOptions = {}): OrderProcessorStack => {
  const entry = 'test/unit/cdk/fixtures/idle-handler.ts';
  return new OrderProcessorStack(testApp(), 'OrderProcessor', {
    stackName: options.stackName ?? 'Shop',
    config: options.config ?? configOf(options.environment),
    foundation: options.foundation ?? foundationNamed(),
    entries: { payment: entry, inventory: entry, fulfillment: entry },
    ...(options.env && { env: options.env }),
  });
};

/** The order processor's template. */
export const synthesizeOrderProcessor = (options: SynthesisOptions = {}): Template =>
  Template.fromStack(orderProcessorStack(options));
