import type { App } from 'aws-cdk-lib';
import { contractsOf, DEFAULT_CONTRACTS_PACKAGE } from './contracts-package';
import type { OrderProcessorEnver } from './enver';
import { type FoundationPort, SHARED_VALUE_NAMES } from './foundation-port';

/** What the platform says of the build at hand. */
export interface PlatformBuild {
  /** The stack's name, and so part of every name in it: unique for build and branch. */
  readonly stackName: string;
  readonly account: string;
  readonly region: string;
  readonly foundation: FoundationPort;
}

type Variables = Readonly<Record<string, string | undefined>>;

const required = (variables: Variables) => {
  const { ODMD_build_id, ODMD_rev_ref, CDK_DEFAULT_ACCOUNT, CDK_DEFAULT_REGION } = variables;
  if (ODMD_build_id && ODMD_rev_ref && CDK_DEFAULT_ACCOUNT && CDK_DEFAULT_REGION) {
    return { buildId: ODMD_build_id, revision: ODMD_rev_ref, account: CDK_DEFAULT_ACCOUNT, region: CDK_DEFAULT_REGION };
  }
  const all = { ODMD_build_id, ODMD_rev_ref, CDK_DEFAULT_ACCOUNT, CDK_DEFAULT_REGION };
  const missing = Object.entries(all).filter(([, value]) => !value);
  throw new Error(`ODMD build: ${missing.map(([name]) => name).join(', ')} must be set`);
};

const canDo = (value: unknown, method: string): boolean =>
  typeof (value as Record<string, unknown> | null | undefined)?.[method] === 'function';

const checkEnver: (enver: unknown, build: string) => asserts enver is OrderProcessorEnver = (enver, build) => {
  if (!canDo(enver, 'getRevStackNames')) {
    throw new Error(`${build}: the target enver has no getRevStackNames, so it is none of a CDK build`);
  }
  const values = enver as Record<string, unknown>;
  const missing = SHARED_VALUE_NAMES.filter((name) => !canDo(values[name], 'getSharedValue'));
  if (missing.length > 0) throw new Error(`${build}: the target enver has no consumer ${missing.join(', ')}`);
};

/**
 * Asks the platform for the build at hand, through the organisation's contracts package (`ODMD_contracts_package`).
 * @param app the CDK app that the stack will be in; contracts are constructs of it.
 * @returns undefined outside of an ODMD build, which is when neither ODMD_build_id nor ODMD_rev_ref is set.
 * @throws Error that names the variable, package, enver or consumer that is missing.
 */
export const platformBuild = async (
  app: App,
  variables: Variables = process.env,
): Promise<PlatformBuild | undefined> => {
  if (!variables.ODMD_build_id && !variables.ODMD_rev_ref) return undefined;
  const { buildId, revision, account, region } = required(variables);
  const packageName = variables.ODMD_contracts_package || DEFAULT_CONTRACTS_PACKAGE;
  const build = `${packageName}, build ${buildId}, revision ${revision}`;
  const enver = (await contractsOf(packageName, app)).getTargetEnver(buildId, revision);
  checkEnver(enver, build);
  const [stackName] = enver.getRevStackNames();
  if (!stackName) throw new Error(`${build}: getRevStackNames() names no stack`);
  return { stackName, account, region, foundation: enver };
};
