import { AwsError } from '../http/aws-error';
import { isJson } from '../json-text';
import type { BusEvent } from './bus-event';
import { type JsonPath, parseJsonPath, readJsonPath } from './json-path';

/** A target's InputTransformer, in the API's own shape. */
export interface InputTransformer {
  InputPathsMap?: Record<string, string>;
  InputTemplate: string;
}

/** Renders what the target is sent; throws where it is not known what AWS would send. */
export type RenderTemplate = (event: BusEvent) => string;

interface Variable {
  readonly name: string;
  readonly path: JsonPath;
  /** Between the quotes of a JSON string. */
  readonly quoted: boolean;
}

// API_InputTransformer: at most 100 variables, their names, and the template's length.
const MAX_VARIABLES = 100;
const VARIABLE_NAME = /^[A-Za-z0-9_-]{1,256}$/;
const MAX_TEMPLATE_LENGTH = 8_192;

/**
 * Compiles an input transformer: JSON with `<variable>` placeholders, whose values are taken from the event by dotted paths.
 * An unquoted string gets its quotes (API_InputTransformer; eb-transform-target-input.html). Predefined variables
 * (`<aws.events.…>`) and templates that are no JSON are not built.
 * @throws AwsError ValidationException that names the target and what is wrong.
 */
export const compileInputTransformer = (
  { InputPathsMap: paths = {}, InputTemplate: template }: InputTransformer,
  targetId: string,
): RenderTemplate => {
  const refuse = (reason: string) => {
    throw invalid(`${reason} for target ${targetId}.`);
  };
  const names = Object.keys(paths);
  if (names.length > MAX_VARIABLES) refuse(`InputPathsMap has ${names.length} variables, more than ${MAX_VARIABLES},`);
  for (const name of names) {
    if (!VARIABLE_NAME.test(name)) refuse(`InputPathsMap: variable name ${name} is not valid`);
    if (/^aws/i.test(name)) refuse(`InputPathsMap: variable name ${name} must not start with AWS`);
  }
  if (template.length === 0 || template.length > MAX_TEMPLATE_LENGTH)
    refuse(`InputTemplate must have 1 to ${MAX_TEMPLATE_LENGTH} characters, it has ${template.length}`);
  const parts = split(template, paths, targetId);
  if (!isJson(sampleOf(parts))) refuse(`InputTemplate ${template} is not JSON, which alone is supported here,`);
  return (event) => minified(parts.map((part) => (typeof part === 'string' ? part : textOf(part, event))).join(''));
};

const split = (template: string, paths: Readonly<Record<string, string>>, targetId: string): (string | Variable)[] => {
  const parts: (string | Variable)[] = [];
  let quoted = false;
  for (const piece of template.split(/(<[A-Za-z0-9_.-]+>)/)) {
    const name = /^<(.+)>$/.exec(piece)?.[1];
    if (name === undefined) {
      parts.push(piece);
      if ((piece.replace(/\\./gs, '').split('"').length - 1) % 2 === 1) quoted = !quoted;
      continue;
    }
    if (name.startsWith('aws.'))
      throw invalid(`InputTemplate: the predefined variable <${name}> is not supported here for target ${targetId}.`);
    const path = Object.hasOwn(paths, name) ? paths[name] : undefined;
    // The message as AWS gives it (recorded by LocalStack's tests/aws/services/events/test_events_inputs.snapshot.json).
    if (path === undefined) throw invalid(`InputTemplate for target ${targetId} contains invalid placeholder ${name}.`);
    parts.push({ name, path: parseJsonPath(path), quoted });
  }
  return parts;
};

const sampleOf = (parts: readonly (string | Variable)[]): string =>
  parts.map((part) => (typeof part === 'string' ? part : part.quoted ? '' : '""')).join('');

const invalid = (message: string): AwsError => new AwsError('ValidationException', message);

/**
 * A variable's value as it stands in the template. A path that leads nowhere gives nothing within quotes and `""` without
 * (recorded on AWS: LocalStack's test_events_inputs.snapshot.json).
 * @throws Error for a value whose text is not known: `null`, and a string that would need escaping, which EventBridge does not do
 * (eb-transform-target-input.html, common issues).
 */
const textOf = ({ name, path, quoted }: Variable, event: BusEvent): string => {
  const found = readJsonPath(path, event);
  if (found === null)
    throw new Error(`InputTemplate: the value of <${name}> is null: what AWS sends then is not known`);
  const value = found ?? '';
  if (typeof value !== 'string') return JSON.stringify(value);
  if (JSON.stringify(value) !== `"${value}"`)
    throw new Error(`InputTemplate: the value of <${name}> needs escaping: what AWS sends then is not known`);
  return quoted ? value : `"${value}"`;
};

/** "The JSON that is passed to the target is minified" (eb-transform-target-input.html, common issues). */
const minified = (json: string): string => JSON.stringify(JSON.parse(json));
