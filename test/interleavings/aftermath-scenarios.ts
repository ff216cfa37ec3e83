import { BEHIND_IN_ONE_STEP, PROCESSING, SLOW_REFUND } from './pending-scenarios';
import { CANCELLED, type Scenario, UNCONFIRMED } from './scenario';

/** As without `-c stripeEventBus`: the watcher's checks, the sweep and the operator are all that looks at the gateway. */
export const WITHOUT_HINTS: Scenario = { rules: { ...BEHIND_IN_ONE_STEP, sendsHints: false } };
export const WITH_HINTS: Scenario = { rules: BEHIND_IN_ONE_STEP };

/** The customer disputes the charge of an order that is made. */
export const DISPUTED: Scenario = { ...UNCONFIRMED, disputes: 1 };

/** An order that is not made for want of stock: its refund is due, and done at once unless the charge is disputed. */
const REJECTED: Scenario = { ...UNCONFIRMED, stock: 1, isMade: false };
export const DISPUTED_REJECTED: Scenario = { ...REJECTED, disputes: 1 };

/** Cancelled before it is confirmed: the other stages have nothing to undo. */
export const DISPUTED_CANCELLED: Scenario = { ...CANCELLED, isConfirmed: false, isMade: false, disputes: 1 };

/** The bank takes its time for the refund, and the customer disputes the charge before or meanwhile. */
const SLOW_REJECTED: Scenario = { ...SLOW_REFUND, stock: 1, refundFailures: 0 };
export const DISPUTED_SLOW: Scenario = { ...SLOW_REJECTED, disputes: 1 };

/** The bank takes its time for the charge; once it has paid, the customer may dispute that before we have looked. */
export const DISPUTED_PROCESSING: Scenario = { ...PROCESSING, stock: 1, isMade: false, disputes: 1 };

/** A refund fails after it had succeeded. */
export const FAILED_LATE: Scenario = { ...REJECTED, lateFailures: 1 };
/** The operator asks for it again; the bank takes its time for both. */
export const RETRIED: Scenario = { ...SLOW_REJECTED, lateFailures: 1, retries: 1 };
export const RETRIED_TWICE: Scenario = { ...FAILED_LATE, retries: 2 };
/** The second refund fails late, too. */
export const FAILED_TWICE: Scenario = { ...REJECTED, lateFailures: 2, retries: 1 };
/** The customer disputes the charge at any time. */
export const RETRIED_DISPUTED: Scenario = { ...FAILED_LATE, retries: 1, disputes: 1 };
export const RETRIED_DISPUTED_SLOW: Scenario = { ...RETRIED, disputes: 1 };
