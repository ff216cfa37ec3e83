import { type JsonPath, parseJsonPath, readJsonPath } from '../eventbridge/json-path';
import { AwsError } from '../http/aws-error';
import type { SourceRecord } from './source-record';

/** Renders the body that the target gets; throws when a placeholder's path leads nowhere. */
export type RenderInput = (record: SourceRecord, parsed: unknown) => string;

interface Placeholder {
  readonly text: string;
  readonly path: JsonPath;
  /** Between the quotes of a JSON string. */
  readonly quoted: boolean;
}

/**
 * Compiles a pipe's InputTemplate: free text, one path, or JSON, with `<$.path>` placeholders (eb-pipes-input-transformation.html).
 * In JSON an unquoted string gets its quotes; `<$.body>` alone gives the source's body byte for byte.
 * @throws AwsError ValidationException for a reserved variable, an unknown placeholder, or JSON that cannot become valid.
 */
export const compileInputTemplate = (template: string | undefined): RenderInput => {
  if (template === undefined) return (record) => JSON.stringify(record);
  const json = /^\s*[[{"]/.test(template);
  const parts = splitTemplate(template, json);
  if (json) checkJson(template, parts);
  return (record, parsed) =>
    parts.map((part) => (typeof part === 'string' ? part : render(part, json, record, parsed))).join('');
};

const splitTemplate = (template: string, json: boolean): (string | Placeholder)[] => {
  const parts: (string | Placeholder)[] = [];
  let quoted = false;
  for (const piece of template.split(/(<[^<>\s]+>)/)) {
    if (piece.startsWith('<') && piece.endsWith('>')) {
      parts.push({ text: piece, path: placeholderPath(piece), quoted });
      continue;
    }
    parts.push(piece);
    const unescapedQuotes = piece.replace(/\\./gs, '').split('"').length - 1;
    if (json && unescapedQuotes % 2 === 1) quoted = !quoted;
  }
  return parts;
};

const placeholderPath = (placeholder: string): JsonPath => {
  const path = placeholder.slice(1, -1);
  if (path.startsWith('$')) return parseJsonPath(path);
  throw new AwsError('ValidationException', `InputTemplate: ${placeholder} is not supported here, only <$.path> is`);
};

const checkJson = (template: string, parts: (string | Placeholder)[]): void => {
  const sample = parts.map((part) => (typeof part === 'string' ? part : part.quoted ? '' : 'null')).join('');
  try {
    JSON.parse(sample);
  } catch {
    throw new AwsError('ValidationException', `InputTemplate is not valid JSON: ${template}`);
  }
};

const render = (placeholder: Placeholder, json: boolean, record: SourceRecord, parsed: unknown): string => {
  const value = readJsonPath(placeholder.path, parsed);
  if (value === undefined) throw new Error(`InputTemplate: ${placeholder.text} leads nowhere`);
  // Parsing and printing again would change numbers beyond a double's precision.
  const isBody = placeholder.path.length === 1 && placeholder.path[0] === 'body' && typeof value !== 'string';
  const text = typeof value === 'string' ? value : isBody ? record.body : JSON.stringify(value);
  if (placeholder.quoted) return JSON.stringify(text).slice(1, -1);
  return json && typeof value === 'string' ? JSON.stringify(text) : text;
};
