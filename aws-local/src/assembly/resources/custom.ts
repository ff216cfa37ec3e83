import { z } from 'zod';
import { number, type ResourceType, resourceType } from '../resource-type';

const schema = z.looseObject({ ServiceToken: z.string(), ServiceTimeout: number.optional() });

/** `Custom::…` of the type given: a function of the stack makes it. */
export const customResource = (type: string): ResourceType =>
  resourceType(schema, async (properties, { customResources, lambda, url }, { logicalId, stackName }) => {
    const { ServiceTimeout: _wait, ...rest } = properties;
    const answer = await customResources.create(lambda, url, {
      type,
      logicalId,
      stackName,
      serviceToken: properties.ServiceToken,
      properties: rest,
    });
    return { ref: answer.PhysicalResourceId ?? logicalId, attributes: answer.Data ?? {} };
  });
