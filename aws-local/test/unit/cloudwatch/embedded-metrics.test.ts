import { embeddedMetrics } from '../../../src/cloudwatch/metrics/embedded-metrics';

const AT = Date.parse('2026-11-24T09:00:00Z');
const directive = { Namespace: 'Shop', Dimensions: [['service']], Metrics: [{ Name: 'Brewed', Unit: 'Count' }] };
const line = (members: object, directives: object[] = [directive]): string =>
  JSON.stringify({ _aws: { Timestamp: AT, CloudWatchMetrics: directives }, ...members });

// docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
describe('a log line in the embedded metric format', () => {
  it('has a value for a metric', () => {
    expect(embeddedMetrics(line({ service: 'bar', Brewed: 3, orderId: 'x' }))).toEqual([
      { metric: { namespace: 'Shop', name: 'Brewed', dimensions: { service: 'bar' } }, values: [3], atMs: AT },
    ]);
  });

  it('has many values for a metric', () => {
    expect(embeddedMetrics(line({ service: 'bar', Brewed: [3, 4, 3] }))[0]?.values).toEqual([3, 4, 3]);
  });

  it('is a metric for each set of dimensions, the empty one included', () => {
    const directives = [{ ...directive, Dimensions: [['service', 'shop'], []] }];
    expect(
      embeddedMetrics(line({ service: 'bar', shop: 'harlem', Brewed: 1 }, directives)).map(({ metric }) => metric),
    ).toEqual([
      { namespace: 'Shop', name: 'Brewed', dimensions: { service: 'bar', shop: 'harlem' } },
      { namespace: 'Shop', name: 'Brewed', dimensions: {} },
    ]);
  });

  it.each([
    ['no JSON', `START ${line({ service: 'bar', Brewed: 1 })}`],
    ['no metadata', JSON.stringify({ service: 'bar', Brewed: 1 })],
    ['no time', JSON.stringify({ _aws: { CloudWatchMetrics: [directive] }, service: 'bar', Brewed: 1 })],
    ['a text for a value', line({ service: 'bar', Brewed: '1' })],
    ['a dimension that is not there', line({ Brewed: 1 })],
    ['a number for a dimension', line({ service: 7, Brewed: 1 })],
    ['no value', line({ service: 'bar' })],
    ['an empty list of values', line({ service: 'bar', Brewed: [] })],
    ['101 values', line({ service: 'bar', Brewed: Array(101).fill(1) })],
    ['null', '/* "_aws" */ null'],
  ])('gives nothing with %s', (_name, text) => {
    expect(embeddedMetrics(text)).toEqual([]);
  });
});
