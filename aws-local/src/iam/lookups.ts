import type { CodeDeploy } from '../codedeploy/codedeploy';
import type { LambdaEngine } from '../lambda/engine';
import type { SecretsEngine } from '../secrets/engine';
import type { SqsEngine } from '../sqs/engine';
import { type HashKeys, hashKeyIn } from './hash-keys';
import type { Statement } from './policy/statement';
import type { Where } from './requests/api-call';

/** What calls name, as the environment knows it. */
export const lookups = (engines: {
  readonly lambda: Pick<LambdaEngine, 'mappings' | 'function'>;
  readonly secrets: Pick<SecretsEngine, 'secrets'>;
  readonly sqs: Pick<SqsEngine, 'queueByArn' | 'deadLetterSourcesOf'>;
  readonly codeDeploy: () => Pick<CodeDeploy, 'deployments'>;
  readonly hashKeys: HashKeys;
}): Omit<Where, 'region' | 'account' | 'wantedKeys'> => {
  const { lambda, secrets, sqs, codeDeploy, hashKeys } = engines;
  return {
    hashKeyOf: (table, index) => hashKeyIn(hashKeys, table, index),
    secretArn: (id) =>
      secrets.secrets().find(({ arn, name }) => [name, arn, arn.slice(0, -'-000000'.length)].includes(id))?.arn,
    functionOfMapping(uuid) {
      const mapping = lambda.mappings().find((each) => each.uuid === uuid);
      return mapping && lambda.function(mapping.functionName).arn;
    },
    deploymentGroupOf(deploymentId) {
      const found = codeDeploy()
        .deployments()
        .find(({ id }) => id === deploymentId);
      return found && `${found.application}/${found.group}`;
    },
    deadLetterSourcesOf(queueArn) {
      const queue = sqs.queueByArn(queueArn);
      return queue === undefined ? [] : sqs.deadLetterSourcesOf(queue).map(({ arn }) => arn);
    },
  };
};

/** Of the queues that are there when it is asked. */
export interface QueuePolicies {
  readonly arns: () => string[];
  readonly statementsOf: (queueArn: string) => readonly Statement[];
  /** The policy document of a queue; undefined if it has none. */
  readonly documentOf: (queueArn: string) => unknown;
}

export const queuePolicies = (sqs: Pick<SqsEngine, 'queueByArn' | 'queues'>): QueuePolicies => ({
  arns: () => sqs.queues().map(({ arn }) => arn),
  statementsOf: (queueArn: string): readonly Statement[] => sqs.queueByArn(queueArn)?.statements ?? NO_STATEMENTS,
  documentOf(queueArn) {
    const text = sqs.queueByArn(queueArn)?.attributes().Policy;
    return text === undefined ? undefined : (JSON.parse(text) as unknown);
  },
});

const NO_STATEMENTS: readonly Statement[] = [];
