import type { Form } from '../form';
import { invalidRequest } from '../stripe-error';

/** Whether a time in epoch seconds lies in what was asked for. */
export type CreatedRange = (seconds: number) => boolean;

const COMPARISONS: Readonly<Record<string, (created: number, bound: number) => boolean>> = {
  gt: (created, bound) => created > bound,
  gte: (created, bound) => created >= bound,
  lt: (created, bound) => created < bound,
  lte: (created, bound) => created <= bound,
};

/**
 * Reads `created`, or `created[gt|gte|lt|lte]` (https://docs.stripe.com/api/refunds/list#list_refunds-created).
 * @throws StripeApiError (400)
 */
export const createdRange = ({ created }: Form): CreatedRange => {
  if (created === undefined) return () => true;
  if (typeof created === 'string') {
    const exactly = secondsOf(created, 'created');
    return (seconds) => seconds === exactly;
  }
  const bounds = Object.entries(created).map(([name, value]) => {
    const compare = COMPARISONS[name];
    const param = `created[${name}]`;
    if (!compare)
      throw invalidRequest(`Received unknown parameter: ${param}`, { code: 'parameter_unknown', param: 'created' });
    const bound = secondsOf(value, param);
    return (seconds: number) => compare(seconds, bound);
  });
  return (seconds) => bounds.every((holds) => holds(seconds));
};

const secondsOf = (value: unknown, param: string): number => {
  if (typeof value === 'string' && /^\d{1,12}$/.test(value)) return Number(value);
  throw invalidRequest(`Invalid integer: ${param}`, { code: 'parameter_invalid_integer', param });
};
