import { CloudFormationClient, paginateListStackResources } from '@aws-sdk/client-cloudformation';
import { CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import type { Check } from './check';

const ALARM_TYPES = ['AWS::CloudWatch::Alarm', 'AWS::CloudWatch::CompositeAlarm'];
/** DescribeAlarms takes so many names at once. */
const NAMES_PER_REQUEST = 100;

/** Whether an alarm of the stack is raised. Skipped where there is no stack to ask for its resources, as on a laptop. */
export const alarmsAreOk = async (stack: string | undefined): Promise<Check> => {
  const name = 'alarms are OK';
  if (stack === undefined)
    return { name, skipped: 'no stack is named whose alarms these would be; give --stack NAME for a stack on AWS' };
  const cloudFormation = new CloudFormationClient();
  const cloudWatch = new CloudWatchClient();
  try {
    const names: string[] = [];
    for await (const page of paginateListStackResources({ client: cloudFormation }, { StackName: stack })) {
      for (const { ResourceType = '', PhysicalResourceId } of page.StackResourceSummaries ?? []) {
        if (ALARM_TYPES.includes(ResourceType) && PhysicalResourceId) names.push(PhysicalResourceId);
      }
    }
    if (names.length === 0) return { name, fault: `stack ${stack} has no alarms` };
    const raised: string[] = [];
    for (let at = 0; at < names.length; at += NAMES_PER_REQUEST) {
      const { MetricAlarms = [], CompositeAlarms = [] } = await cloudWatch.send(
        new DescribeAlarmsCommand({
          AlarmNames: names.slice(at, at + NAMES_PER_REQUEST),
          AlarmTypes: ['MetricAlarm', 'CompositeAlarm'],
          StateValue: 'ALARM',
        }),
      );
      raised.push(...[...MetricAlarms, ...CompositeAlarms].map(({ AlarmName = '' }) => AlarmName));
    }
    return raised.length === 0
      ? { name, found: `${names.length} alarms, none raised` }
      : { name, fault: `raised: ${raised.join(', ')}` };
  } catch (error) {
    const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    // An emulator need not have CloudWatch; on AWS it is a right that is missing.
    return process.env.AWS_ENDPOINT_URL
      ? { name, skipped: `not to be asked at ${process.env.AWS_ENDPOINT_URL}: ${reason}` }
      : { name, fault: reason };
  } finally {
    cloudFormation.destroy();
    cloudWatch.destroy();
  }
};
