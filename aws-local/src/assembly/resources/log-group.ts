import { z } from 'zod';
import { longestName } from '../limits/names';
import { physicalName, type ResourceType, resourceType } from '../resource-type';

/** Nothing is made of it: lines of functions go to groups that are named after them. Policies and functions refer to it. */
export const logGroup: ResourceType = resourceType(
  z.looseObject({ LogGroupName: z.string().optional() }),
  ({ LogGroupName }, { region, account }, creation) => {
    const name = LogGroupName ?? physicalName(creation, longestName('AWS::Logs::LogGroup'));
    return { ref: name, attributes: { Arn: `arn:aws:logs:${region}:${account}:log-group:${name}:*` } };
  },
);
