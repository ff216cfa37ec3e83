import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { compileFunction, constants, Script } from 'node:vm';
import type { CompiledCode } from './protocol';

interface CommonJs {
  readonly exports: Record<string, unknown> & { default?: Record<string, unknown> };
  /** Gives the code as V8 has compiled it until then; missing if it cannot be shared. */
  readonly compiled?: () => CompiledCode;
}

type Program = (exports: object, require: NodeJS.Require, module: object, file: string, folder: string) => void;

const PARAMETERS = ['exports', 'require', 'module', '__filename', '__dirname'];

/**
 * Code that V8 took from a cache does not know which module it is of, so an `import()` in it fails (Node.js 20.20, with `vm.Script` and
 * `compileFunction` alike).
 */
const mayImport = (source: string): boolean => /\bimport\s*[(/]/.test(source);

/**
 * Loads a file of CommonJS. Not by `require`: below the task root Lambda has no package.json, here the project's own makes a .js an ES module.
 * @param code what another worker compiled of it; of another source it is not used.
 */
export const loadCommonJs = (file: string, code?: CompiledCode): CommonJs => {
  const source = readFileSync(file, 'utf8');
  const module: { exports: CommonJs['exports'] } = { exports: {} };
  const run = (program: Program) => program(module.exports, requireFrom(file), module, file, dirname(file));
  if (mayImport(source)) {
    withoutLoaderWarning();
    run(
      compileFunction(source, PARAMETERS, {
        filename: file,
        importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
      }) as Program,
    );
    return { exports: module.exports };
  }
  const sourceHash = createHash('sha256').update(source).digest('hex');
  const head = `(function (${PARAMETERS.join(', ')}) {`;
  const script = new Script(`${head}${source}\n})`, {
    filename: file,
    // Stack traces count from the file's own beginning.
    columnOffset: -head.length,
    ...(code?.sourceHash === sourceHash && { cachedData: Buffer.from(code.data) }),
  });
  run(script.runInThisContext() as Program);
  return { exports: module.exports, compiled: () => ({ sourceHash, data: shared(script.createCachedData()) }) };
};

const shared = (bytes: Uint8Array): SharedArrayBuffer => {
  const data = new SharedArrayBuffer(bytes.length);
  new Uint8Array(data).set(bytes);
  return data;
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
