/** The result of an action, in words for a person. */
export interface ActionResult {
  readonly lines: readonly string[];
  /** True: the action did not achieve what it was asked for; what it had done until then stays done. */
  readonly failed?: boolean;
}
