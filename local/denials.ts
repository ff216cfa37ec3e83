import type { AnyEnvironment } from './environment';

export type Denial = AnyEnvironment['access']['denials'][number];

/** Who was denied what, and by which missing statement. One line. */
export const deniedText = ({ functionName, missing }: Denial): string =>
  `denied ${functionName === undefined ? '' : `${functionName} | `}${missing}`;

/** Every denial once, the most frequent first. */
export const deniedLines = (denials: readonly Denial[]): string[] => {
  const counts = new Map<string, number>();
  for (const denial of denials) counts.set(deniedText(denial), (counts.get(deniedText(denial)) ?? 0) + 1);
  return [...counts].sort(([, one], [, other]) => other - one).map(([text, count]) => `${count} times ${text}`);
};

/** @throws Error that tells each call that the policies of the templates denied. */
export const nothingDenied = ({ access }: Pick<AnyEnvironment, 'access'>): void => {
  const lines = deniedLines(access.denials);
  if (lines.length > 0) throw new Error(`calls were denied by the templates' policies:\n${lines.join('\n')}`);
};
