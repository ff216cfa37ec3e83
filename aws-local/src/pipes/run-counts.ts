/** Runs of a pipe so far, as CloudWatch's metrics of pipes count executions (eb-pipes-monitoring.html). Only ever raised. */
export class RunCounts {
  /** A batch, and what is left of it again. */
  public all = 0;
  public failed = 0;
  public partiallyFailed = 0;
  /** Requests that the target throttled. */
  public throttled = 0;

  /** @param succeeded of the records of the run, those that the target took. */
  public add(records: number, succeeded: number): void {
    this.all += 1;
    if (succeeded === 0) this.failed += 1;
    else if (succeeded < records) this.partiallyFailed += 1;
  }
}
