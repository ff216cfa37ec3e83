import { z } from 'zod';
import { longestName } from '../limits/names';
import { physicalName, type ResourceType, resourceType } from '../resource-type';

const schema = z.strictObject({
  Name: z.string().optional(),
  Type: z.enum(['String', 'StringList']),
  Value: z.union([z.string(), z.number(), z.boolean()], 'expected text').transform(String),
});

/** `AWS::SSM::Parameter`: its value, for other stacks of the assembly and for functions that ask SSM. */
export const ssmParameter: ResourceType = resourceType(schema, ({ Name, Type, Value }, { ssm }, creation) => {
  const name = Name ?? physicalName(creation, longestName('AWS::SSM::Parameter'));
  ssm.make(name, Value);
  return { ref: name, attributes: { Type, Value: ssm.value(name) } };
});
