import type { CallTarget, RequestHead } from '@coffee-shop/aws-local/faults';

/** Names a handler's request to the payment gateway by the operation of the gateway port: `gateway confirm`. */
export const gatewayCallTarget = ({ method, path }: RequestHead): CallTarget => {
  const [, , kind, , action] = (path.split('?')[0] ?? '').split('/');
  const operation = method === 'GET' ? 'read' : kind === 'refunds' ? 'refund' : (action ?? 'open');
  return { service: 'gateway', operation };
};
