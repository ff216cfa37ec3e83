import { AwsError } from '../http/aws-error';

/**
 * How a service denies access: SQS by AccessDenied and SNS by AuthorizationError, both with 403 (API references, CommonErrors.html); Lambda by AccessDeniedException with 403, the JSON services with 400.
 * @param action as in policies, `sqs:SendMessage`.
 */
export const accessDenied = (action: string, message: string): AwsError => {
  const service = action.slice(0, action.indexOf(':'));
  if (service === 'sqs') return new AwsError('AccessDenied', message, 403);
  if (service === 'sns') return new AwsError('AuthorizationError', message, 403);
  return new AwsError('AccessDeniedException', message, service === 'lambda' ? 403 : 400);
};
