/** How much of the traffic is out of the ordinary: parts of all orders, each 0 to 1. */
export interface Shares {
  readonly declined: number;
  readonly shortStock: number;
  readonly closedShop: number;
  readonly adjusted: number;
  readonly free: number;
  /** Spread over the kinds of invalid orders. */
  readonly invalid: number;
  /** Their customers must authenticate: somebody has to do it at the gateway (`customers.ts`). */
  readonly authenticated: number;
  /** Cancelled instead of confirmed, and their refund is pending first: somebody has to complete it (`slow-bank.ts`). */
  readonly slowRefund: number;
  /** Malformed events beside the orders, spread over their kinds. */
  readonly malformed: number;
  /** Part of the events that are published twice. */
  readonly duplicated: number;
  /** Part of the confirmations that come before the creation. */
  readonly overtaking: number;
}

/** Nothing but good orders, each event once: for benchmarks. */
export const ORDINARY_SHARES: Shares = {
  declined: 0,
  shortStock: 0,
  closedShop: 0,
  adjusted: 0,
  free: 0,
  invalid: 0,
  authenticated: 0,
  slowRefund: 0,
  malformed: 0,
  duplicated: 0,
  overtaking: 0,
};

/** What goes wrong in a day, and needs nobody at the gateway. */
export const USUAL_SHARES: Shares = {
  ...ORDINARY_SHARES,
  declined: 0.05,
  shortStock: 0.03,
  closedShop: 0.04,
  adjusted: 0.1,
  free: 0.02,
  invalid: 0.04,
  malformed: 0.04,
  duplicated: 0.05,
  overtaking: 0.1,
};

export const DEMO_SHARES: Shares = { ...USUAL_SHARES, authenticated: 0.02, slowRefund: 0.02 };
