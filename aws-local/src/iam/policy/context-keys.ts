import type { Statement } from './statement';

/** The condition keys, in lower case, that conditions or variables name: what a verdict depends on besides principal, action and resource. */
export const namedKeys = (statements: readonly Statement[]): ReadonlySet<string> =>
  new Set(statements.flatMap(({ keys }) => keys));
