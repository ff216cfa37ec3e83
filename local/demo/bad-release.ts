import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * What is wrong with it: a batch is worked, and then its answer cannot be written as JSON, so that Lambda reports a failed invocation and the batch comes
 * again. The self-check, which CodeDeploy's hook asks for, has no batch and passes.
 */
const FAULT = `
{
  const sound = module.exports.handler;
  const handler = async (event, context) => {
    const answer = await sound(event, context);
    return Array.isArray(event.Records) ? { ...answer, finishedAt: process.hrtime.bigint() } : answer;
  };
  module.exports = { ...module.exports, handler };
}
`;

/**
 * Writes a release of a function's code that does its work and fails afterwards: the worst kind, for whoever takes the batch next must not do it twice.
 * @param soundCodePath folder with the function's bundle.
 * @param codePath an empty folder for the new one.
 */
export const writeBadRelease = async (soundCodePath: string, codePath: string): Promise<void> => {
  const bundle = await readFile(join(soundCodePath, 'index.js'), 'utf8');
  await writeFile(join(codePath, 'index.js'), `${bundle}${FAULT}`);
};
