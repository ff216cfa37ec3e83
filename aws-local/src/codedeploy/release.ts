import type { PolicyStore } from '../iam/policy-store';
import type { LambdaEngine } from '../lambda/engine';
import type { FunctionChange } from '../lambda/lambda-function';
import type { PublishedFunction } from '../lambda/published-function';
import type { AliasReleases } from './alias-releases';
import type { CodeDeploy } from './codedeploy';

export interface ReleaseServices {
  readonly lambda: LambdaEngine;
  readonly policies: PolicyStore;
  readonly codeDeploy: CodeDeploy;
  readonly aliasReleases: AliasReleases;
}

/** What is new of a function. */
export interface Release extends FunctionChange {
  readonly functionName: string;
  /** The alias that moves to the new version; may be left out of a function that has one alone. */
  readonly alias?: string;
}

export interface Released {
  readonly version: string;
  /** Of the deployment that moves the alias; missing if it has moved already, as it has no deployment group. */
  readonly deploymentId?: string;
}

/**
 * Does what CloudFormation does when a stack is updated whose function has new code: publishes a version, lets what names the version by its ARN name the
 * new one (variables of functions, policies of roles: hooks have both), and has the alias' deployment group move the traffic, or moves the alias at once.
 * If the deployment does not succeed, the stack goes back to what it was. What names a version in another way keeps the old one here.
 * @throws AwsError ResourceNotFoundException; Error if it is not clear which alias is meant
 */
export const release = async (
  services: ReleaseServices,
  { functionName: reference, alias, ...change }: Release,
): Promise<Released> => {
  const { lambda, codeDeploy, aliasReleases } = services;
  const published = lambda.published(reference);
  const { codePath, environment: variables, functionName } = published.latest.definition;
  const { name, version: currentVersion } = alias === undefined ? onlyAlias(published) : published.alias(alias);
  const { version, arn } = await lambda.publish(functionName, change);
  const formerArn = `${published.latest.arn}:${currentVersion}`;
  await renameVersion(services, formerArn, arn);
  const by = aliasReleases.of(functionName, name);
  if (by === undefined) {
    lambda.updateAlias({ functionName, name, version, weights: {} });
    return { version };
  }
  const target = { functionName, alias: name, currentVersion, targetVersion: version };
  const { id } = codeDeploy.deploy({ ...by, creator: 'CloudFormation', target });
  void codeDeploy.ended(id).then(async ({ status }) => {
    if (status === 'Succeeded') return;
    await published.update({ codePath, variables });
    await renameVersion(services, arn, formerArn);
  });
  return { version, deploymentId: id };
};

const onlyAlias = (published: PublishedFunction) => {
  const aliases = published.aliases();
  const [only] = aliases;
  if (only !== undefined && aliases.length === 1) return only;
  const names = aliases.map(({ name }) => name).join(', ') || 'none';
  throw new Error(`alias: ${published.latest.definition.functionName} has not one alias alone, name one of: ${names}`);
};

/** An ARN within a text, and no longer one that begins alike. */
const renamed = (text: string, from: string, to: string): string =>
  text.split(from).reduce((before, after) => `${before}${/^\d/.test(after) ? from : to}${after}`);

const renameVersion = async (
  { lambda, policies }: Pick<ReleaseServices, 'lambda' | 'policies'>,
  from: string,
  to: string,
): Promise<void> => {
  policies.changeDocuments((text) => renamed(text, from, to));
  for (const { definition } of lambda.functions({ versions: false })) {
    const changed = Object.entries(definition.environment)
      .map(([name, value]): [string, string] => [name, renamed(value, from, to)])
      .filter(([name, value]) => value !== definition.environment[name]);
    if (changed.length > 0) {
      await lambda.published(definition.functionName).update({ variables: Object.fromEntries(changed) });
    }
  }
};
