import { runSimulation } from '@cloud-copilot/iam-simulate';
import { sessionArn } from '../../../../src/iam/policy/principal';
import type { Pair } from './generated-pairs';
import { ACCOUNT, decide, policy } from './kit';

/** What @cloud-copilot/iam-simulate, written by others after the same documentation, says to a pair. */
export const isAllowedByOthers = async ({ principal, request, identity, resource }: Pair): Promise<boolean> => {
  const answer = await runSimulation(
    {
      request: {
        principal: principal.kind === 'role' ? sessionArn(principal) : principal.service,
        action: request.action,
        resource: { resource: request.resource, accountId: ACCOUNT },
        contextVariables: Object.fromEntries(
          Object.entries(request.context).map(([key, value]) => [key, typeof value === 'string' ? value : [...value]]),
        ),
      },
      identityPolicies:
        principal.kind === 'role' && identity.length > 0 ? [{ name: 'Policy', policy: policy(...identity) }] : [],
      ...(resource.length > 0 && { resourcePolicy: policy(...resource) }),
      serviceControlPolicies: [],
      resourceControlPolicies: [],
    },
    {},
  );
  if (answer.resultType === 'error') throw new Error(JSON.stringify(answer.errors));
  return answer.overallResult === 'Allowed';
};

/** What the evaluator says to it. */
export const isAllowed = ({ principal, request, identity, resource }: Pair): boolean =>
  decide(principal, request, { identity: [...identity], resource: [...resource] }).allowed;
