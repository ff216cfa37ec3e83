import type { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { ORDER_PROCESSOR_SOURCE } from '../../contracts/events/order-processor';
import { allow } from './allow';

/**
 * Publishing on a bus under the service's own name only. `events:source` has a value for each entry of a request (type ArrayOfString,
 * service-authorization/latest/reference/list_amazoneventbridge.html), which an operator without a qualifier does not match: every value must be ours.
 * "For all of none" would be true, hence Null (IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html).
 */
export const publishAsOurselves = (busArn: string): PolicyStatement =>
  allow('PublishAsOurselves', ['events:PutEvents'], busArn, {
    'ForAllValues:StringEquals': { 'events:source': ORDER_PROCESSOR_SOURCE },
    Null: { 'events:source': 'false' },
  });
