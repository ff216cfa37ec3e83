import { existsSync, readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { compileFunction, constants } from 'node:vm';
import { FunctionError } from '../function-error';

export type Handler = (event: unknown, context: unknown) => unknown;

/**
 * Loads `handler` (`index.handler`) from a bundle: an .mjs as an ES module, .js and .cjs as CommonJS.
 * @throws FunctionError with the error types of Lambda's Node runtime.
 */
export const loadHandler = async (codePath: string, handler: string): Promise<Handler> => {
  const dot = handler.lastIndexOf('.');
  if (dot < 1) throw new FunctionError({ errorType: 'Runtime.MalformedHandlerName', errorMessage: 'Bad handler' });
  const file = moduleFile(codePath, handler.slice(0, dot));
  const loaded = file.endsWith('.mjs') ? await import(pathToFileURL(file).href) : loadCommonJs(file);

  const found: unknown = loaded[handler.slice(dot + 1)] ?? loaded.default?.[handler.slice(dot + 1)];
  if (typeof found !== 'function') {
    const errorMessage = `${handler} is undefined or not exported`;
    throw new FunctionError({ errorType: 'Runtime.HandlerNotFound', errorMessage });
  }
  if (found.length > 2) {
    throw new FunctionError({
      errorType: 'Runtime.CallbackHandlerDeprecated',
      errorMessage: `${handler} takes a callback, which nodejs24.x does not give: return a promise`,
    });
  }
  return found as Handler;
};

const moduleFile = (codePath: string, name: string): string => {
  const isFile = existsSync(codePath) && statSync(codePath).isFile();
  const candidates = isFile ? [codePath] : ['.js', '.mjs', '.cjs'].map((extension) => join(codePath, name + extension));
  const file = candidates.find((candidate) => existsSync(candidate));
  if (file === undefined) {
    const errorMessage = `Error: Cannot find module '${name}' in ${codePath}`;
    throw new FunctionError({ errorType: 'Runtime.ImportModuleError', errorMessage });
  }
  return file;
};

/** Not `require`: below the task root Lambda has no package.json, here the project's own makes a .js an ES module. */
const loadCommonJs = (file: string) => {
  withoutLoaderWarning();
  const module: { exports: Record<string, unknown> & { default?: Record<string, unknown> } } = { exports: {} };
  const run = compileFunction(readFileSync(file, 'utf8'), ['exports', 'require', 'module', '__filename', '__dirname'], {
    filename: file,
    importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  });
  run(module.exports, requireFrom(file), module, file, dirname(file));
  return module.exports;
};

/** Lambda's Node.js runtime brings the AWS SDK along (lambda/latest/dg/lambda-nodejs.html); here it is the one of whoever runs the environment. */
const RUNTIME_PACKAGE = /^@(?:aws-sdk|smithy)\//;

const requireFrom = (file: string): NodeJS.Require => {
  const own = createRequire(file);
  const runtime = createRequire(join(process.cwd(), 'index.js'));
  const load = (id: string): unknown => {
    try {
      return own(id);
    } catch (error) {
      const isMissing = error instanceof Error && 'code' in error && error.code === 'MODULE_NOT_FOUND';
      if (!isMissing || !RUNTIME_PACKAGE.test(id)) throw error;
      return runtime(id);
    }
  };
  return Object.assign(load, own);
};

/** Node warns, at a handler's first import(), that the loader's constant is experimental; it is there on every Node from 20.20 on. */
const withoutLoaderWarning = () => {
  const { emitWarning } = process;
  process.emitWarning = ((warning: string | Error, ...rest: []) => {
    if (!String(warning).includes('USE_MAIN_CONTEXT_DEFAULT_LOADER')) emitWarning(warning, ...rest);
  }) as typeof process.emitWarning;
};
