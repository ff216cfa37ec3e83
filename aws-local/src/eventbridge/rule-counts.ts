/** What a rule did so far, as CloudWatch's metrics of EventBridge count it (eb-monitoring.html). Only ever raised. */
export interface RuleCounts {
  /** Events, or moments of a schedule. */
  matched: number;
  /** Targets that took an event, or failed for good. */
  invocations: number;
  /** Targets that failed for good. */
  failed: number;
  /** Calls of targets, retries included. */
  attempts: number;
  retries: number;
  sentToDlq: number;
  /** Those that a target's dead-letter queue did not take. */
  notSentToDlq: number;
}

/** The counts of all rules, by their ARNs. */
export class CountsOfRules {
  readonly #counts = new Map<string, RuleCounts>();

  public of(ruleArn: string): RuleCounts {
    const found = this.#counts.get(ruleArn);
    if (found) return found;
    const none = { matched: 0, invocations: 0, failed: 0, attempts: 0, retries: 0, sentToDlq: 0, notSentToDlq: 0 };
    this.#counts.set(ruleArn, none);
    return none;
  }

  public entries(): Iterable<readonly [ruleArn: string, counts: Readonly<RuleCounts>]> {
    return this.#counts;
  }
}
