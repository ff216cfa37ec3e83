import type * as z from 'zod/mini';
import { cutText } from './text';

/** What is wrong with a value: where, why, and what stands there. */
export interface Issue {
  readonly path: readonly PropertyKey[];
  /** The path as text: `items.0.quantity`. Empty if the value as a whole is at fault. */
  readonly field: string;
  readonly problem: string;
  /** What stands at the path; undefined if nothing does. */
  readonly value: unknown;
}

const valueAt = (input: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>((inner, key) => (inner as Record<PropertyKey, unknown> | null | undefined)?.[key], input);

/**
 * Picks the issue of a failed parse that an error message names.
 * @param input the value that was parsed.
 * @param preferred the field to name if it is at fault; otherwise the first that is.
 * @example
 * const { field, problem, value } = firstIssue(result.error, input);
 * throw new Error(`${field}: ${problem}, got ${excerpt(value)}`);
 */
export const firstIssue = ({ issues }: z.core.$ZodError, input: unknown, preferred?: string): Issue => {
  const issue = issues.find(({ path }) => path.join('.') === preferred) ?? issues[0];
  const path = issue?.path ?? [];
  return { path, field: path.join('.'), problem: issue?.message ?? 'is invalid', value: valueAt(input, path) };
};

/** A value as JSON for an error message, cut short; `nothing` if it is undefined. */
export const excerpt = (value: unknown, maxCharacters = 120): string =>
  cutText(JSON.stringify(value) ?? 'nothing', maxCharacters);
