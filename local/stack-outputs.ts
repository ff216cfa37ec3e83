import type { AwsLocal } from '@coffee-shop/aws-local';

/** Gives the value of an output, whichever stack has it. @throws Error that names the output which no stack has. */
export type OutputNamed = (name: string) => string;

/** The outputs of all stacks together; no two stacks of the app have one of the same name that others read. */
export const outputsOf = ({ outputs }: Pick<AwsLocal, 'outputs'>): OutputNamed => {
  const values: Readonly<Record<string, string>> = Object.assign({}, ...Object.values(outputs));
  return (name) => {
    const value = values[name];
    if (value === undefined) throw new Error(`no stack has the output ${name}`);
    return value;
  };
};
