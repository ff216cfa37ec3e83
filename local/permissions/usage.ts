import { REASONS } from '../../cdk/iam/reasons';
import type { Environment } from '../environment';

type Access = Environment['access'];
type Granted = ReturnType<Access['granted']>[number];

/** What the templates grant, as far as something was done by it. */
export interface PermissionsUsage {
  /** Actions of statements; one that stands in two statements counts twice. */
  readonly granted: number;
  readonly used: number;
  readonly denied: Access['denials'];
  /** By policy, statement and action. */
  readonly unused: readonly (Omit<Granted, 'used' | 'sid'> & {
    readonly sid: string;
    /** Why the statement is there. */
    readonly why: string;
    /** Why nobody uses it here; missing if the run just had no need of it. */
    readonly notHere?: string;
  })[];
}

/** What nobody does on this machine, by statement or action. */
const NOT_HERE: Readonly<Record<string, string>> = {
  'lambda:GetProvisionedConcurrencyConfig':
    'CodeDeploy asks for it on AWS alone: nothing has provisioned concurrency here',
  AlarmsMayPublish: 'no alarm has changed',
  'dynamodb:BatchWriteItem': 'only release 0.1.0 writes so',
};

/** What was granted and never used, and what was denied. Pure. */
export const usageOf = (granted: readonly Granted[], denied: Access['denials']): PermissionsUsage => ({
  granted: granted.length,
  used: granted.filter(({ used }) => used).length,
  denied,
  unused: granted
    .filter(({ used }) => !used)
    .map(({ origin, sid = '', action }) => {
      const notHere = NOT_HERE[sid] ?? NOT_HERE[action];
      return { origin, sid, action, why: REASONS[sid] ?? '', ...(notHere !== undefined && { notHere }) };
    }),
});
