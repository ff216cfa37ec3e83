import type { Log } from '../../telemetry/log';
import type { Metrics } from '../../telemetry/metrics';
import type { Keeper, KeeperReport } from './controller';

/**
 * The keeper as a Lambda handler. What woke it does not matter, be it a circuit event or the schedule: it looks for itself.
 * A throw makes Lambda try again, and shows as an error of the function.
 */
export const createKeeperHandler =
  ({ keeper, log, metrics }: { readonly keeper: Keeper; readonly log: Log; readonly metrics: Metrics }) =>
  async (): Promise<KeeperReport> => {
    const report = await keeper.run();
    metrics.add('BreakerOpen', report.breaker.status === 'closed' ? 0 : 1);
    metrics.flush();
    const { action } = report.decision;
    if (action === 'leave') log.warn('the mapping was left to an operator', { ...report });
    else if (action === 'change') log.info('the mapping was changed', { ...report });
    else if (action === 'wait') log.warn('the mapping is still in transition', { ...report });
    else log.debug('the mapping needed no change', { ...report });
    return report;
  };
