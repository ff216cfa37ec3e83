import type { RequestsOf, ServiceName, ServiceTable } from './api-call';

/**
 * What an operation asks for.
 * @throws Error that names service and operation, if the table lacks it: an operation must not pass because nobody knew what it needs
 */
export const operationOf = (table: ServiceTable, service: ServiceName, operation: string): RequestsOf => {
  const requestsOf = Object.hasOwn(table, operation) ? table[operation] : undefined;
  if (requestsOf !== undefined) return requestsOf;
  throw new Error(
    `No IAM actions are known for ${service} ${operation}: add the operation to aws-local/src/iam/requests, with the actions and resources that the Service Authorization Reference has for it`,
  );
};
