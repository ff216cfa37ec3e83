import { z } from 'zod';
import { longestName } from '../limits/names';
import { flag, number, physicalName, type ResourceType, resourceType } from '../resource-type';

const schema = z.strictObject({
  Name: z.string().optional(),
  SecretString: z.string().optional(),
  GenerateSecretString: z
    .strictObject({
      PasswordLength: number.optional(),
      ExcludeLowercase: flag.optional(),
      ExcludeUppercase: flag.optional(),
      ExcludeNumbers: flag.optional(),
      ExcludePunctuation: flag.optional(),
      IncludeSpace: flag.optional(),
      RequireEachIncludedType: flag.optional(),
      ExcludeCharacters: z.string().optional(),
      SecretStringTemplate: z.string().optional(),
      GenerateStringKey: z.string().optional(),
    })
    .optional(),
});

export const secret: ResourceType = resourceType(schema, (properties, { secrets }, creation) => {
  const { arn } = secrets.createSecret({
    name: properties.Name ?? physicalName(creation, longestName('AWS::SecretsManager::Secret')),
    ...(properties.SecretString !== undefined && { secretString: properties.SecretString }),
    ...(properties.GenerateSecretString && {
      generateSecretString: properties.GenerateSecretString as NonNullable<
        Parameters<typeof secrets.createSecret>[0]['generateSecretString']
      >,
    }),
  });
  return { ref: arn, attributes: { Id: arn } };
});
