import { variableName } from '../ops/target/names';
import type { Environment } from './environment';

/** The variables that point an AWS SDK, a script, the ops command or the console at the environment. */
export const shellVariables = ({
  variables,
  outputs,
}: Pick<Environment, 'variables' | 'outputs'>): Record<string, string> => {
  const named = Object.values(outputs).flatMap((stack) => Object.entries(stack));
  return {
    ...variables,
    ...Object.fromEntries(
      named.filter(([name]) => !name.startsWith('ExportsOutput')).map(([name, value]) => [variableName(name), value]),
    ),
  };
};
