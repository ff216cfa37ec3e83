import type { AssemblyStack } from '../assembly/assembly';
import { physicalName } from '../assembly/resource-type';

/** A function whose template says which file its code is bundled from. */
export interface WatchedFunction {
  readonly functionName: string;
  /** Relative to the app's folder. */
  readonly entry: string;
  /** Folder of the code that was deployed. */
  readonly codePath: string;
}

/** The functions of the stacks that can be bundled again, and the names of those that do not say what they are made of. */
export const watchedFunctions = (
  stacks: readonly AssemblyStack[],
  entryMetadata: string,
): { watched: readonly WatchedFunction[]; others: readonly string[] } => {
  const watched: WatchedFunction[] = [];
  const others: string[] = [];
  for (const { name: stackName, template, assets } of stacks) {
    for (const [logicalId, { Type, Properties = {}, Metadata = {} }] of Object.entries(template.Resources)) {
      if (Type !== 'AWS::Lambda::Function') continue;
      const { FunctionName = physicalName({ stackName, logicalId, assets }, 64), Code } = Properties;
      const entry = Metadata[entryMetadata];
      const codePath = assets.get(String((Code as { S3Key?: unknown } | undefined)?.S3Key));
      if (typeof FunctionName === 'string' && typeof entry === 'string' && codePath !== undefined)
        watched.push({ functionName: FunctionName, entry, codePath });
      else others.push(String(typeof FunctionName === 'string' ? FunctionName : logicalId));
    }
  }
  return { watched, others };
};
