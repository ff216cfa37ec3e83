import type { TemplateParameter } from './assembly';
import type { SsmParameters } from './ssm-parameters';

/** What a template's parameters get their values from. */
export interface ParameterValues {
  /** By parameter name, or by `Stack:Parameter` for that stack alone, as the CDK's `--parameters` has it. */
  readonly given: Readonly<Record<string, string>>;
  readonly ssm: Pick<SsmParameters, 'value'>;
}

const SSM_VALUE = /^AWS::SSM::Parameter::Value<(.+)>$/;
const isList = (type: string): boolean => type === 'CommaDelimitedList' || type.startsWith('List<');

/** What is wrong with a value by the parameter's own rules; undefined if nothing is. */
const fault = (value: string, { Type, ...rules }: TemplateParameter): string | undefined => {
  const { AllowedValues: allowed, AllowedPattern: pattern, MinLength, MaxLength, MinValue, MaxValue } = rules;
  if (Type === 'Number' && (value.trim() === '' || Number.isNaN(Number(value)))) return 'must be a number';
  if (allowed && !allowed.map(String).includes(value)) return `must be one of ${allowed.join(', ')}`;
  if (pattern !== undefined && !new RegExp(`^(?:${pattern})$`).test(value)) return `must match ${pattern}`;
  if (MinLength !== undefined && value.length < Number(MinLength)) return `must have at least ${MinLength} characters`;
  if (MaxLength !== undefined && value.length > Number(MaxLength)) return `must have at most ${MaxLength} characters`;
  if (MinValue !== undefined && Number(value) < Number(MinValue)) return `must be at least ${MinValue}`;
  if (MaxValue !== undefined && Number(value) > Number(MaxValue)) return `must be at most ${MaxValue}`;
  return undefined;
};

/**
 * What `Ref` gives for a parameter: text, or a list of texts for the list types. Of `AWS::SSM::Parameter::Value<…>` the parameter's own
 * value, given or default, is a name in SSM.
 * Source: docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html.
 * @throws Error that names stack, parameter and how to give it, if there is no value; or the rule that the value breaks.
 */
export const parameterValue = (
  stackName: string,
  name: string,
  parameter: TemplateParameter,
  { given, ssm }: ParameterValues,
): string | string[] => {
  const raw = given[`${stackName}:${name}`] ?? given[name] ?? parameter.Default;
  if (raw === undefined) {
    throw new Error(
      `parameter ${name} of ${stackName} has no default: give its value with --parameter ${stackName}:${name}=VALUE`,
    );
  }
  const [, ofSsm] = SSM_VALUE.exec(parameter.Type) ?? [];
  const text = Array.isArray(raw) ? raw.join(',') : String(raw);
  for (const each of isList(parameter.Type) ? items(text) : [text]) {
    const problem = fault(each, parameter);
    const shown = parameter.NoEcho ? '' : `, got ${JSON.stringify(each)}`;
    if (problem !== undefined) throw new Error(`parameter ${name} of ${stackName} ${problem}${shown}`);
  }
  if (ofSsm === undefined) return isList(parameter.Type) ? items(text) : text;
  const value = withContext(`parameter ${name} of ${stackName}`, () => ssm.value(text));
  return isList(ofSsm) ? items(value) : value;
};

const items = (text: string): string[] => (text === '' ? [] : text.split(',').map((item) => item.trim()));

const withContext = <T>(context: string, run: () => T): T => {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'Error') throw error;
    throw new Error(`${context}: ${error.message}`, { cause: error });
  }
};
