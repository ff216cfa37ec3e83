/** The parameters of SSM that an assembly may read: given from outside, or made by its own AWS::SSM::Parameter resources. */
export class SsmParameters {
  readonly #values: Map<string, string>;

  /** @param given values by name; what somebody gives counts more than what a stack makes. */
  public constructor(given: Readonly<Record<string, string>> = {}) {
    this.#values = new Map(Object.entries(given));
  }

  /** Keeps what a stack makes, unless a value of that name was given. */
  public make(name: string, value: string): void {
    if (!this.#values.has(name)) this.#values.set(name, value);
  }

  /** @throws Error that says how to give the value, when there is none. */
  public value(name: string): string {
    const value = this.#values.get(name);
    if (value !== undefined) return value;
    throw new Error(
      `SSM has no parameter ${name} here, and no stack deployed before makes it: give its value with --ssm ${name}=VALUE`,
    );
  }
}
