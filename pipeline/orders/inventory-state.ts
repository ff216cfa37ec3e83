import type { Allocated, Recorded, Shortage } from './order-history';

interface NotAllocated {
  readonly state: 'none';
}

/** All lines of the order are reserved. */
export interface ReservedStock {
  readonly state: 'reserved';
  readonly allocated: Allocated;
}

/** The shop was short of something: nothing is reserved. */
export interface RejectedStock {
  readonly state: 'rejected';
  readonly rejected: Recorded & { readonly shortages: readonly Shortage[] };
}

/** What was reserved went back. */
export interface ReleasedStock {
  readonly state: 'released';
  readonly allocated: Allocated;
  readonly released: Recorded;
}

/** What was reserved is sold. */
export interface SoldStock {
  readonly state: 'sold';
  readonly allocated: Allocated;
  readonly settled: Recorded;
}

/** Each state keeps what led to it, for whoever reads an order's past. Made by the functions below only. */
export type InventoryState = NotAllocated | ReservedStock | RejectedStock | ReleasedStock | SoldStock;

export const NOT_ALLOCATED: NotAllocated = { state: 'none' };

export const stockReserved = (allocated: Allocated): ReservedStock => ({ state: 'reserved', allocated });

export const stockRejected = (rejected: RejectedStock['rejected']): RejectedStock => ({ state: 'rejected', rejected });

export const stockReleased = ({ allocated }: ReservedStock, { at, causedBy }: Recorded): ReleasedStock => ({
  state: 'released',
  allocated,
  released: { at, causedBy },
});

export const stockSold = ({ allocated }: ReservedStock, settled: Recorded): SoldStock => ({
  state: 'sold',
  allocated,
  settled,
});
