import type { Parameters } from '../parameters';
import { invalidRequest } from '../stripe-error';

/**
 * `payment_method_types` is no longer taken, neither to open nor to confirm
 * (https://docs.stripe.com/changelog/endive/2026-09-30/removes-the-payment-method-types-parameter-from-payment-intents-and-setup-intents).
 */
export const refuseFixedTypes = (parameters: Parameters): void => {
  if (!parameters.has('payment_method_types')) return;
  throw invalidRequest('The parameter `payment_method_types` is no longer supported in this API version.', {
    code: 'payment_method_types_no_longer_supported',
    param: 'payment_method_types',
  });
};
