import { type App, CfnOutput, Stack } from 'aws-cdk-lib';

/** Fills a stack and returns what its users must know of it, by output name. */
export type BuildStack = (stack: Stack) => Readonly<Record<string, string>>;

/** Makes the stack `Cafe` of an app, with its outputs. */
export const addStack = (app: App, build: BuildStack): void => {
  const stack = new Stack(app, 'Cafe');
  for (const [name, value] of Object.entries(build(stack))) new CfnOutput(stack, name, { value });
};
