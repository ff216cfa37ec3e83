import { createHash } from 'node:crypto';
import type Stripe from 'stripe';
import type { Money } from '../../../pipeline/orders/order-history';
import { toStripeAmount } from './amounts';
import { type GatewayOrder, GatewayRefusedError } from './gateway';

/** What has to be expanded in every answer: refunds and failures are recorded on the charge, not on the intent. */
export const EXPANDED = ['latest_charge'];

/**
 * A statement shows the account's prefix (2 to 10 characters), `* ` and this suffix, 22 characters in all, so ten always
 * fit. It needs a Latin letter (https://docs.stripe.com/get-started/account/statement-descriptors).
 */
const SUFFIX_CHARACTERS = 10;

const statementSuffix = (shopId: string): string =>
  (/[A-Za-z]/.test(shopId.slice(0, SUFFIX_CHARACTERS)) ? shopId : `SHOP ${shopId}`).slice(0, SUFFIX_CHARACTERS);

/**
 * The amount in Stripe's unit.
 * @throws GatewayRefusedError if Stripe has none for it: orders that come so far were checked, those of an earlier release
 * were not.
 */
const stripeAmount = (money: Money): number => {
  const converted = toStripeAmount(money);
  if ('amount' in converted) return converted.amount;
  throw new GatewayRefusedError('invalid_amount', 'The amount cannot be charged.');
};

/**
 * The parameters that open an intent, in Stripe's names. Redirects are allowed only where there is a return URL, without
 * which such an intent cannot be confirmed (https://docs.stripe.com/changelog/2023-08-16/automatic-payment-methods).
 * @param environment names this deployment among all that share the Stripe account.
 */
export const openParameters = (
  { orderId, shopId, customerId, customer, money, returnUrl }: GatewayOrder,
  environment: string,
): Stripe.PaymentIntentCreateParams => ({
  amount: stripeAmount(money),
  currency: money.currency.toLowerCase(),
  automatic_payment_methods: { enabled: true, allow_redirects: returnUrl === undefined ? 'never' : 'always' },
  ...(customer !== undefined && { customer }),
  metadata: { environment, orderId, shopId, customerId },
  description: `Order ${orderId}, shop ${shopId}`,
  statement_descriptor_suffix: statementSuffix(shopId),
  expand: EXPANDED,
});

/**
 * The idempotency key that opens an intent. It holds a digest of the parameters: Stripe refuses a key that comes again
 * with others (https://docs.stripe.com/api/idempotent_requests), as it would after a release that sends one more.
 * @param attempt from 1; each later one is another key.
 */
export const openKey = (
  environment: string,
  orderId: string,
  parameters: Stripe.PaymentIntentCreateParams,
  attempt: number,
): string => {
  const digest = createHash('sha256').update(JSON.stringify(parameters)).digest('base64url').slice(0, 22);
  return [environment, 'open', orderId, digest, ...(attempt === 1 ? [] : [attempt])].join(' ');
};

/**
 * The idempotency key that asks for a refund: two workers that see the same refunds ask for one.
 * @param refunds how many the intent has, failed ones included.
 * @param attempt from 1; each later one is another key.
 */
export const refundKey = (environment: string, intentId: string, refunds: number, attempt: number): string =>
  [environment, 'refund', intentId, refunds, ...(attempt === 1 ? [] : [attempt])].join(' ');

type PaymentMethodParameters = Pick<
  Stripe.PaymentIntentConfirmParams,
  'payment_method' | 'payment_method_data' | 'confirmation_token'
>;

/**
 * How a customer's payment token goes into a confirm: a payment method (`pm_`), a card token (`tok_`) or a confirmation
 * token (`ctoken_`).
 * @returns undefined for any other token: Stripe takes none.
 */
export const paymentMethodParameters = (token: string): PaymentMethodParameters | undefined => {
  if (!/^[A-Za-z]+_[A-Za-z0-9_]+$/.test(token)) return undefined;
  if (token.startsWith('pm_')) return { payment_method: token };
  if (token.startsWith('ctoken_')) return { confirmation_token: token };
  // The SDK's types know no `token` of a card here; the API does (https://docs.stripe.com/api/payment_intents/confirm).
  if (token.startsWith('tok_'))
    return {
      payment_method_data: { type: 'card', card: { token } } as Stripe.PaymentIntentConfirmParams.PaymentMethodData,
    };
  return undefined;
};
