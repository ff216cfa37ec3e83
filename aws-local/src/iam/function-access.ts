import type { Noted } from './record';
import type { TablePermissions } from './table-guard';

/** What a function's role allows it, and who notes how its calls were judged. */
export interface FunctionAccess {
  readonly tables: TablePermissions;
  readonly note: (noted: Noted) => void;
}
