import { readFileSync, statSync } from 'node:fs';
import { unzipSync } from 'fflate';
import type { InlineCode } from '../inline-code';

/** `Code` of an AWS::Lambda::Function: an asset of the assembly, or text. */
export interface FunctionCode {
  readonly S3Key?: string | undefined;
  readonly ZipFile?: string | undefined;
}

const isArchive = (path: string): boolean => /\.(zip|jar)$/i.test(path) && statSync(path).isFile();

/** @throws Error that names the file, when it is no archive that can be read. */
const filesOf = (archive: string): Map<string, Buffer> => {
  try {
    const entries = Object.entries(unzipSync(readFileSync(archive)));
    return new Map(entries.filter(([path]) => !path.endsWith('/')).map(([path, bytes]) => [path, Buffer.from(bytes)]));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`Code.S3Key: ${archive} cannot be read as a zip archive (${reason})`, { cause: error });
  }
};

/**
 * Where a function is loaded from: the asset's folder or file, or a folder that is written now. Text becomes `index.js`, which Node.js reads as
 * CommonJS (docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-lambda-function-code.html).
 * @throws Error when the assembly has no such asset, or it cannot be read.
 */
export const codePathOf = (
  functionName: string,
  { S3Key, ZipFile }: FunctionCode,
  assets: ReadonlyMap<string, string>,
  inlineCode: InlineCode,
): string => {
  if (ZipFile !== undefined) return inlineCode.write(functionName, new Map([['index.js', ZipFile]]));
  const path = assets.get(S3Key ?? '');
  if (path === undefined) throw new Error(`Code.S3Key: the assembly has no asset ${S3Key}`);
  return isArchive(path) ? inlineCode.write(functionName, filesOf(path)) : path;
};
