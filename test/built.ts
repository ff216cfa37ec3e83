const made = (variable: string): string => {
  const path = process.env[variable];
  if (path === undefined)
    throw new Error(`${variable} is not set: the project of this test in jest.config.mjs has no globalSetup`);
  return path;
};

/** The CDK app's assembly, for `startEnvironment`: without it, every environment would synthesize one for itself. */
export const builtAssembly = (): string => made('TEST_ASSEMBLY');

/** The file of the operator's command. */
export const builtOps = (): string => made('TEST_OPS');
