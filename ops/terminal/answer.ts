/** What a command found out or did, for people and for programs. */
export interface Answer {
  readonly lines: readonly string[];
  /** What `--json` prints, as one line. */
  readonly json: object;
  /** True: the command did not achieve what it was asked for, exit code 1. */
  readonly failed?: boolean;
}
