/** What became of one thing that the smoke test looks at: it was found so, it is not so, or it could not be looked at here. */
export type Check = { readonly name: string } & (
  | { readonly found: string }
  | { readonly fault: string }
  | { readonly skipped: string }
);

export const checkLine = (check: Check): string => {
  if ('found' in check) return `ok       ${check.name}: ${check.found}`;
  if ('fault' in check) return `FAILED   ${check.name}: ${check.fault}`;
  return `skipped  ${check.name}: ${check.skipped}`;
};
