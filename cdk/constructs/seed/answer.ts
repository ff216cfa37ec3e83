import type { CloudFormationCustomResourceEvent } from 'aws-lambda';

export type Outcome =
  | { readonly status: 'SUCCESS'; readonly data?: Readonly<Record<string, unknown>> }
  | { readonly status: 'FAILED'; readonly reason: string };

/** CloudFormation refuses answers above 4,096 bytes. */
const LONGEST_REASON = 1_000;

/**
 * Tells CloudFormation how its request ended.
 * @param physicalResourceId must stay the same over a resource's life: another one means a replacement.
 * @throws Error if the answer was not taken; Lambda then invokes again.
 */
export const answerCloudFormation = async (
  event: CloudFormationCustomResourceEvent,
  physicalResourceId: string,
  outcome: Outcome,
): Promise<void> => {
  const body = JSON.stringify({
    Status: outcome.status,
    ...(outcome.status === 'FAILED' && { Reason: outcome.reason.slice(0, LONGEST_REASON) }),
    ...(outcome.status === 'SUCCESS' && outcome.data && { Data: outcome.data }),
    PhysicalResourceId: physicalResourceId,
    StackId: event.StackId,
    RequestId: event.RequestId,
    LogicalResourceId: event.LogicalResourceId,
  });
  // The URL is signed for an empty content type; bytes, unlike a string, make fetch add none of its own.
  const response = await fetch(event.ResponseURL, {
    method: 'PUT',
    headers: { 'content-type': '' },
    body: new TextEncoder().encode(body),
  });
  if (!response.ok)
    throw new Error(`CloudFormation refused the answer of ${event.LogicalResourceId}: HTTP ${response.status}`);
};
