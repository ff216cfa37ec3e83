import { Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';

/** A statement that allows actions on one resource, under conditions if there are any. */
export const allow = (
  sid: string,
  actions: string[],
  resource: string,
  conditions?: Record<string, unknown>,
): PolicyStatement =>
  new PolicyStatement({ sid, effect: Effect.ALLOW, actions, resources: [resource], ...(conditions && { conditions }) });
