import { compileWatch } from '../../cloudwatch/alarms/metric-alarm';
import { unknownMetric } from '../../cloudwatch/emitted/catalogue';
import { QueryError } from '../../cloudwatch/metrics/metric-query';
import type { PropertyIssue } from '../resource-type';
import type { AlarmProperties } from './alarm-properties';
import { alarmQueries } from './alarm-queries';

type Issue = { readonly path: (string | number)[]; readonly message: string };
type Query = NonNullable<AlarmProperties['Metrics']>[number];

const OF_ONE_METRIC = ['Namespace', 'MetricName', 'Dimensions', 'Statistic', 'ExtendedStatistic', 'Period'] as const;

/** What of an alarm AWS would refuse, or nobody computes here. */
export const alarmProblems = (properties: AlarmProperties): Issue[] => {
  const ofShape = properties.Metrics ? listProblems(properties, properties.Metrics) : onlyMetricProblems(properties);
  return ofShape.length > 0 ? ofShape : compilationProblems(properties);
};

const onlyMetricProblems = (properties: AlarmProperties): Issue[] => {
  const { Statistic, ExtendedStatistic, Dimensions = [], Namespace = '', MetricName = '' } = properties;
  const required = (['Namespace', 'MetricName', 'Period'] as const).filter((name) => properties[name] === undefined);
  const issues: Issue[] = required.map((name) => ({ path: [name], message: 'an alarm without Metrics requires it' }));
  if ((Statistic === undefined) === (ExtendedStatistic === undefined)) {
    issues.push({
      path: ['Statistic'],
      message: 'an alarm without Metrics requires it or ExtendedStatistic, not both',
    });
  }
  if (issues.length > 0) return issues;
  const problem = unknownMetric(
    { namespace: Namespace, name: MetricName },
    Dimensions.map(({ Name }) => Name),
  );
  return problem === undefined ? [] : [{ path: ['MetricName'], message: problem }];
};

const listProblems = (properties: AlarmProperties, metrics: readonly Query[]): Issue[] => [
  ...OF_ONE_METRIC.filter((name) => properties[name] !== undefined).map((name) => ({
    path: [name],
    message: 'does not go with Metrics',
  })),
  ...metrics.flatMap(({ Expression, MetricStat }, at): Issue[] => {
    if ((Expression === undefined) === (MetricStat === undefined)) {
      return [{ path: ['Metrics', at], message: 'must have either Expression or MetricStat' }];
    }
    if (MetricStat === undefined) return [];
    const { Namespace: namespace, MetricName: name, Dimensions = [] } = MetricStat.Metric;
    const problem = unknownMetric(
      { namespace, name },
      Dimensions.map(({ Name }) => Name),
    );
    return problem === undefined
      ? []
      : [{ path: ['Metrics', at, 'MetricStat', 'Metric', 'MetricName'], message: problem }];
  }),
];

const compilationProblems = (properties: AlarmProperties): Issue[] => {
  try {
    compileWatch({
      name: '',
      actions: { enabled: true, ok: [], alarm: [], insufficientData: [] },
      properties: {},
      queries: alarmQueries(properties),
      comparison: properties.ComparisonOperator,
      threshold: properties.Threshold,
      evaluationPeriods: properties.EvaluationPeriods,
      ...(properties.DatapointsToAlarm !== undefined && { datapointsToAlarm: properties.DatapointsToAlarm }),
    });
    return [];
  } catch (error) {
    if (error instanceof QueryError) return [{ path: [...pathOf(error, properties)], message: error.message }];
    throw error;
  }
};

/** Where in the properties a query's property stands. */
const pathOf = ({ id, property }: QueryError, { Metrics, Statistic }: AlarmProperties): PropertyIssue['path'] => {
  if (id === '') return property === 'ReturnData' ? ['Metrics'] : [property];
  if (Metrics) return ['Metrics', Metrics.findIndex(({ Id }) => Id === id), ...property.split('.')];
  if (property === 'MetricStat.Stat') return [Statistic === undefined ? 'ExtendedStatistic' : 'Statistic'];
  return [property.replace('MetricStat.', '')];
};
