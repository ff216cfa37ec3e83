import { z } from 'zod';
import { AwsError } from '../http/aws-error';
import type { JsonService } from '../http/json-service';
import { readInput } from '../http/read-input';
import { compileFilter } from './filter-pattern';
import type { LogStore } from './log-store';

const INPUT_ERRORS = {
  missing: 'InvalidParameterException',
  invalid: 'InvalidParameterException',
  confidential: [],
} as const;
const DEFAULT_LIMIT = 10_000;

const filterLogEvents = z.strictObject({
  logGroupName: z.string(),
  startTime: z.number().optional(),
  endTime: z.number().optional(),
  filterPattern: z.string().optional(),
  limit: z.number().int().min(1).max(DEFAULT_LIMIT).optional(),
  nextToken: z.string().regex(/^\d+$/).optional(),
});

/** CloudWatch Logs as far as the smoke test reads it. */
export const logsService = (store: LogStore): JsonService => ({
  targetPrefix: 'Logs_20140328',
  contentType: 'application/x-amz-json-1.1',
  operations: {
    FilterLogEvents: (input) => {
      const {
        logGroupName,
        startTime = 0,
        endTime,
        filterPattern,
        limit = DEFAULT_LIMIT,
        nextToken,
      } = readInput(filterLogEvents, input, INPUT_ERRORS);
      const lines = store.lines(logGroupName);
      if (!lines)
        throw new AwsError('ResourceNotFoundException', `The specified log group does not exist: ${logGroupName}`);
      const matches = compileFilter(filterPattern);
      const first = Number(nextToken ?? 0);
      const found = lines.filter(
        ({ atMs, text }) => atMs >= startTime && (endTime === undefined || atMs <= endTime) && matches(text),
      );
      const beyond = first + limit;
      return {
        events: found.slice(first, beyond).map(({ atMs, stream, text }) => ({
          logStreamName: stream,
          timestamp: atMs,
          ingestionTime: atMs,
          message: text,
        })),
        ...(beyond < found.length && { nextToken: String(beyond) }),
      };
    },
  },
});
