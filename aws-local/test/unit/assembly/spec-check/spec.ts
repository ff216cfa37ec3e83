import { loadAwsServiceSpecSync } from '@aws-cdk/aws-service-spec';
import { serviceSpec } from '../../../../src/assembly/spec-check/service-spec';
import type { Spec } from '../../../../src/assembly/spec-check/spec';

let loaded: Spec | undefined;

/** CloudFormation's specification, loaded once per test file. */
export const awsSpec = (): Spec => {
  loaded ??= serviceSpec(loadAwsServiceSpecSync());
  return loaded;
};
