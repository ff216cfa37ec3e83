import { Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag';
import type { IConstruct } from 'constructs';

interface Finding {
  readonly rule: string;
  readonly description: string;
  /** Constructs that it is about. */
  readonly paths: readonly string[];
}

export interface Acknowledgement {
  readonly rule: string;
  readonly reason: string;
  /** Constructs for which it holds. */
  readonly paths: readonly string[];
}

export interface Findings {
  /** What nobody has acknowledged. */
  readonly found: readonly Finding[];
  readonly acknowledged: readonly Acknowledgement[];
}

/** What cdk-nag's packs AwsSolutions and Serverless say about all resources of an app or a stack. */
export const findingsOf = (scope: IConstruct): Findings => ({
  found: [new AwsSolutionsChecks(scope), new ServerlessChecks(scope)].flatMap((pack) =>
    pack.validateScope(scope).violations.map(({ ruleName, description, violatingResources }) => ({
      rule: ruleName,
      description,
      paths: violatingResources.map(({ constructPath }) => constructPath ?? 'unknown'),
    })),
  ),
  acknowledged: acknowledgementsOf(scope),
});

const acknowledgementsOf = (scope: IConstruct): Acknowledgement[] => {
  const paths = new Map<string, string[]>();
  for (const { node } of scope.node.findAll()) {
    for (const { type, data } of node.metadata) {
      if (type !== Validations.ACKNOWLEDGED_RULES_METADATA_KEY) continue;
      for (const [id, reason] of Object.entries(data as Record<string, string>)) {
        const key = JSON.stringify([id.replace(/^annotation::/i, ''), reason]);
        paths.set(key, [...(paths.get(key) ?? []), node.path]);
      }
    }
  }
  return [...paths].map(([key, at]) => {
    const [rule, reason] = JSON.parse(key) as [string, string];
    return { rule, reason, paths: at };
  });
};
