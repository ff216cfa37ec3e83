import type { App } from 'aws-cdk-lib';
import { BASE_LIBRARY_NAMES } from './base-library';

/** The contracts package of an organisation that names no other one. */
export const DEFAULT_CONTRACTS_PACKAGE = '@ondemandenv/odmd-contracts-sandbox';

/** An organisation's contracts, made: which enver this build is for. */
interface Contracts {
  /** The enver of a build and revision. @throws Error if the contracts know no such build or revision. */
  getTargetEnver(buildId: string, revision: string): unknown;
}

/** The class of an organisation's contracts; older ones keep their one instance in `inst`, the newest do not. */
interface ContractsClass {
  new (app: App): Contracts;
  readonly inst?: Contracts;
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

const isContractsClass = (value: unknown): value is ContractsClass =>
  typeof value === 'function' && isRecord(value.prototype) && typeof value.prototype.getTargetEnver === 'function';

/** What a module exports, also when it is CommonJS whose names Node could not tell. */
const exportsOf = (module: unknown): unknown[] => {
  const named = isRecord(module) ? module : {};
  const byDefault = isRecord(named.default) ? named.default : {};
  return Object.values({ ...byDefault, ...named });
};

const MISSING_CODES: readonly unknown[] = ['ERR_MODULE_NOT_FOUND', 'MODULE_NOT_FOUND'];

const isMissing = (error: unknown): error is { readonly message: string } =>
  isRecord(error) && MISSING_CODES.includes(error.code) && typeof error.message === 'string';

const installHint = (packageName: string): string => {
  const scope = packageName.startsWith('@') ? `${packageName.split('/')[0]}:` : '';
  return (
    `install it with \`npm install --no-save ${packageName}\` (the platform's packages are on GitHub's registry: .npmrc needs ` +
    `\`${scope}registry=https://npm.pkg.github.com/\` and \`//npm.pkg.github.com/:_authToken=…\`), ` +
    'or unset ODMD_build_id and ODMD_rev_ref for a standalone build'
  );
};

const load = async (packageName: string): Promise<unknown> => {
  try {
    return await import(packageName);
  } catch (error) {
    if (!isMissing(error)) throw error;
    // The package itself, or the base library that it is built on.
    const missing = BASE_LIBRARY_NAMES.find((name) => error.message.includes(name)) ?? packageName;
    throw new Error(`ODMD build: ${missing} is not installed; ${installHint(missing)}`, { cause: error });
  }
};

/**
 * Loads an organisation's contracts package and makes its contracts in `app`, which must not have been done before.
 * @param packageName a package's name, or the absolute path of a module.
 * @throws Error that says what to install if the package or the base library is missing, or that the package holds no contracts.
 */
export const contractsOf = async (packageName: string, app: App): Promise<Contracts> => {
  const classes = exportsOf(await load(packageName)).filter(isContractsClass);
  // A package may pass on the class that its own extends.
  const own = [...new Set(classes)].filter((it) => !classes.some((other) => other.prototype instanceof it));
  const [Contracts] = own;
  if (!Contracts || own.length > 1) {
    throw new Error(
      `${packageName}: must export one class with getTargetEnver, as ODMD contracts packages do, got ${own.length}`,
    );
  }
  const made = new Contracts(app);
  return Contracts.inst ?? made;
};
