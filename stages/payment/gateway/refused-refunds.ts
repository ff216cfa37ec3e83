import { GatewayRefusedError } from './errors';
import type { PaymentGateway, PaymentIntent } from './gateway';

/** The gateway, with a report of each time that it refuses for good to give money back: from there on a person has to. */
export const reportRefusedRefunds = (gateway: PaymentGateway, onRefused: () => void): PaymentGateway => {
  const reported = async (undo: Promise<PaymentIntent>): Promise<PaymentIntent> => {
    try {
      return await undo;
    } catch (error) {
      if (error instanceof GatewayRefusedError) onRefused();
      throw error;
    }
  };
  return {
    ...gateway,
    cancel: (intentId) => reported(gateway.cancel(intentId)),
    refund: (intentId) => reported(gateway.refund(intentId)),
  };
};
