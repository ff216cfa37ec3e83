import { accessDenied } from '../../../src/iam/access-denied';

test.each([
  ['sqs:SendMessage', 'AccessDenied', 403],
  ['sns:Publish', 'AuthorizationError', 403],
  ['lambda:InvokeFunction', 'AccessDeniedException', 403],
  ['dynamodb:GetItem', 'AccessDeniedException', 400],
  ['events:PutEvents', 'AccessDeniedException', 400],
  ['secretsmanager:GetSecretValue', 'AccessDeniedException', 400],
])('%s is denied by %s with status %i', (action, code, statusCode) => {
  expect(accessDenied(action, 'no')).toMatchObject({ code, statusCode, message: 'no' });
});
