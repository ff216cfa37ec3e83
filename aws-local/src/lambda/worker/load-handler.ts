import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { FunctionError } from '../function-error';
import { loadCommonJs } from './common-js';
import type { CompiledCode } from './protocol';

export type Handler = (event: unknown, context: unknown) => unknown;

export interface LoadedHandler {
  readonly handler: Handler;
  /** Gives its code for other workers; missing if it cannot be shared. */
  readonly compiled?: () => CompiledCode;
}

/**
 * Loads `handler` (`index.handler`) from a bundle: an .mjs as an ES module, .js and .cjs as CommonJS.
 * @param code what another worker compiled of the same bundle.
 * @throws FunctionError with the error types of Lambda's Node runtime.
 */
export const loadHandler = async (codePath: string, handler: string, code?: CompiledCode): Promise<LoadedHandler> => {
  const dot = handler.lastIndexOf('.');
  if (dot < 1) throw new FunctionError({ errorType: 'Runtime.MalformedHandlerName', errorMessage: 'Bad handler' });
  const file = moduleFile(codePath, handler.slice(0, dot));
  const { exports, compiled } = file.endsWith('.mjs')
    ? { exports: await import(pathToFileURL(file).href) }
    : loadCommonJs(file, code);

  const found: unknown = exports[handler.slice(dot + 1)] ?? exports.default?.[handler.slice(dot + 1)];
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
  return { handler: found as Handler, ...(compiled && { compiled }) };
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
