import type { MetricQuery } from '../../cloudwatch/metrics/metric-query';
import type { AlarmProperties } from './alarm-properties';

type Dimensions = AlarmProperties['Dimensions'];

/** The id of an alarm's only metric, where the alarm names no ids. */
const ONLY_METRIC = 'm1';

const dimensionsOf = (dimensions: Dimensions = []): Record<string, string> =>
  Object.fromEntries(dimensions.map(({ Name, Value }) => [Name, Value]));

/** What an alarm watches: its one metric, or those and the expressions of its list. What is missing is empty; `alarmProblems` tells of it. */
export const alarmQueries = (properties: AlarmProperties): MetricQuery[] => {
  const { Metrics, Namespace = '', MetricName = '', Dimensions, Statistic, ExtendedStatistic, Period = 0 } = properties;
  if (Metrics === undefined) {
    const metric = { namespace: Namespace, name: MetricName, dimensions: dimensionsOf(Dimensions) };
    const statistic = Statistic ?? ExtendedStatistic ?? '';
    return [{ id: ONLY_METRIC, of: { metric, statistic, periodSeconds: Period }, returnData: true }];
  }
  return Metrics.map(
    ({ Id, Label, ReturnData, Expression = '', Period: expressionPeriod, MetricStat }): MetricQuery => {
      const common = { id: Id, returnData: ReturnData ?? true, ...(Label !== undefined && { label: Label }) };
      if (MetricStat === undefined) {
        const period = expressionPeriod === undefined ? {} : { periodSeconds: expressionPeriod };
        return { ...common, of: { expression: Expression, ...period } };
      }
      const { Metric, Period: periodSeconds, Stat: statistic } = MetricStat;
      const metric = {
        namespace: Metric.Namespace,
        name: Metric.MetricName,
        dimensions: dimensionsOf(Metric.Dimensions),
      };
      return { ...common, of: { metric, statistic, periodSeconds } };
    },
  );
};
