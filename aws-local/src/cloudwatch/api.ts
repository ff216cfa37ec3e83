import { z } from 'zod';
import { AwsError } from '../http/aws-error';
import type { JsonService } from '../http/json-service';
import { operationsThatRead } from '../http/read-input';
import type { CloudWatch } from './cloudwatch';
import { describeAlarms, describeAlarmsInput } from './describe-alarms';
import { getMetricData, getMetricDataInput } from './get-metric-data';
import { listMetrics, listMetricsInput, putMetricData, putMetricDataInput } from './metric-data';

const INPUT_ERRORS = { missing: 'MissingParameter', invalid: 'ValidationError', confidential: [] } as const;

/** Names that the JSON protocol has for codes of the query protocol that the service once spoke (the `awsQueryError` traits of its API model). */
const ERROR_TYPES: Readonly<Record<string, string>> = {
  InvalidParameterValue: 'InvalidParameterValueException',
  InvalidParameterCombination: 'InvalidParameterCombinationException',
  MissingParameter: 'MissingRequiredParameterException',
  ValidationError: 'ValidationException',
};

const STATES = ['INSUFFICIENT_DATA', 'ALARM', 'OK'] as const;
const setAlarmStateInput = z.strictObject({
  AlarmName: z.string(),
  StateValue: z.string(),
  StateReason: z.string(),
  StateReasonData: z.string().optional(),
});

const operation = operationsThatRead(INPUT_ERRORS);

/** CloudWatch's JSON protocol, which the SDK for JavaScript speaks; the query protocol and CBOR of other clients are not spoken here. */
export const cloudWatchService = (cloudWatch: CloudWatch, now: () => number): JsonService => ({
  targetPrefix: 'GraniteServiceVersion20100801',
  contentType: 'application/x-amz-json-1.0',
  errorType: (code) => ERROR_TYPES[code] ?? code,
  queryErrorCode: (code) => code,
  operations: {
    DescribeAlarms: operation(describeAlarmsInput, (input) => describeAlarms(cloudWatch.alarms, input)),
    GetMetricData: operation(getMetricDataInput, (input) => getMetricData(cloudWatch.store, input)),
    ListMetrics: operation(listMetricsInput, (input) => listMetrics(cloudWatch.store, input)),
    PutMetricData: operation(putMetricDataInput, (input) => putMetricData(cloudWatch.store, input, now())),
    SetAlarmState: operation(setAlarmStateInput, ({ AlarmName, StateValue, StateReason, StateReasonData }) => {
      const value = STATES.find((state) => state === StateValue);
      // Recorded on AWS: localstack, test_cloudwatch.py::test_set_alarm_invalid_input.
      if (value === undefined) {
        const problem = `Value '${StateValue}' at 'stateValue' failed to satisfy constraint`;
        const message = `1 validation error detected: ${problem}: Member must satisfy enum value set: [${STATES.join(', ')}]`;
        throw new AwsError('ValidationError', message);
      }
      const data = StateReasonData === undefined ? {} : { reasonData: StateReasonData };
      cloudWatch.alarms.setState(AlarmName, { value, reason: StateReason, ...data });
    }),
  },
});
