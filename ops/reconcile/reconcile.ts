import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { type Difference, type Findings, seenTwice } from '../../pipeline/reconcile/difference';
import type { Session } from '../target/session';
import type { Answer } from '../terminal/answer';
import { counted } from '../terminal/counted';
import { spokenDuration } from '../terminal/duration';

type Repaired = 'fixed' | 'changed meanwhile' | 'needs a person' | 'found';

/** Puts one difference right, unless anything that it relies on has changed since. */
const repair = async ({ dynamodb }: Session, { repair: writes }: Difference): Promise<Repaired> => {
  if (!writes) return 'needs a person';
  try {
    await dynamodb.send(new TransactWriteCommand({ TransactItems: [...writes] }));
    return 'fixed';
  } catch (error) {
    if (error instanceof TransactionCanceledException) return 'changed meanwhile';
    throw error;
  }
};

export interface ReconcileOptions {
  readonly fix: boolean;
  /** Between the two looks. */
  readonly settleMs: number;
}

/**
 * Looks twice, and tells what both looks found unchanged; with `fix`, puts it right. Work in progress shows differences for a moment:
 * these, and what keeps changing, are counted as moving and left alone.
 */
export const reconcile = async (
  session: Session,
  look: () => Promise<Findings>,
  { fix, settleMs }: ReconcileOptions,
): Promise<Answer> => {
  const first = await look();
  const isQuiet = first.differences.length === 0 && first.moving.length === 0;
  if (!isQuiet) {
    session.progress(
      `${counted(first.differences.length, 'difference')}, ${first.moving.length} moving; looking again in ${spokenDuration(settleMs)}`,
    );
    await session.sleep(settleMs);
  }
  const second = isQuiet ? first : await look();
  const sure = seenTwice(first.differences, second.differences);
  const moving = second.moving.length + second.differences.length - sure.length;
  const results: { readonly difference: Difference; readonly result: Repaired }[] = [];
  for (const difference of sure) {
    results.push({ difference, result: fix ? await repair(session, difference) : 'found' });
  }
  const left = results.filter(({ result }) => result !== 'fixed').length;
  return {
    lines: [
      ...results.map(({ difference, result }) => `${difference.words}${fix ? ` [${result}]` : ''}`),
      results.length === 0
        ? 'everything that stood still agrees'
        : `${counted(results.length, 'difference')}${fix ? `, ${results.length - left} fixed` : '; --fix puts right what can be'}`,
      ...(moving > 0
        ? [`${moving} kept moving and were left alone: run it again, or pause the stage for a minute`]
        : []),
    ],
    json: {
      differences: results.map(({ difference: { subject, words }, result }) => ({ subject, words, result })),
      fixed: results.length - left,
      moving,
    },
    failed: left > 0,
  };
};
