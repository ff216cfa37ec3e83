import type { z } from 'zod';

/** What is wrong with a value first: at which path, empty for the value as a whole, and why. */
export const firstIssue = ({ issues: [issue] }: z.ZodError) => {
  const path = issue?.path ?? [];
  return { path, field: path.join('.'), problem: issue?.message ?? 'is invalid' };
};
