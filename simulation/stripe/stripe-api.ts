import { cancelIntent } from './api/cancel';
import { confirmIntent } from './api/confirm';
import { listDisputes } from './api/list-disputes';
import { listIntents } from './api/list-intents';
import { openIntent } from './api/open';
import { createRefund, listRefunds, readRefund } from './api/refunds';
import type { Call, Endpoint } from './endpoints';
import { paymentIntentObject } from './intent-object';
import { Parameters } from './parameters';
import type { Payments } from './payments';
import { StripeApiError } from './stripe-error';

/**
 * Makes a call take effect. Its parameters are read, and refused, before anything happens.
 * @throws StripeApiError, which holds the intent that the call was about.
 */
export const execute = (payments: Payments, call: Call): unknown => {
  try {
    return EXECUTE[call.endpoint](payments, call);
  } catch (error) {
    const isAboutIntent = call.endpoint === 'confirm' || call.endpoint === 'cancel';
    const payment = isAboutIntent ? payments.find(call.id) : undefined;
    if (error instanceof StripeApiError && payment) throw error.about(paymentIntentObject(payment));
    throw error;
  }
};

const readIntent = (payments: Payments, { id, form }: Call): unknown =>
  paymentIntentObject(payments.get(id), new Parameters(form, ['expand']).expand(['latest_charge']));

const EXECUTE: Readonly<Record<Endpoint, (payments: Payments, call: Call) => unknown>> = {
  open: openIntent,
  read: readIntent,
  confirm: confirmIntent,
  cancel: cancelIntent,
  refund: createRefund,
  'read refund': readRefund,
  list: listIntents,
  'list refunds': listRefunds,
  'list disputes': listDisputes,
};
