/**
 * Ends the reading of a policy with an Error.
 * @param member where in the statement, such as `Condition.StringEquals.aws:SourceArn`
 * @param value as the policy has it
 * @param rule what the value has to be, or what to write instead
 */
export type Refuse = (member: string, value: unknown, rule: string) => never;

/** @param where the policy and the statement that errors name */
export const refuseIn =
  (where: string): Refuse =>
  (member, value, rule) => {
    throw new Error(`${where}, ${member}: ${rule}, got ${JSON.stringify(value)}`);
  };
