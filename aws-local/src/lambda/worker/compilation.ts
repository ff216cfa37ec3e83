import { setFlagsFromString } from 'node:v8';

/** The V8 of Node 20, where the flag was measured; the one of Node 22 has other ones and prints an error for those that it does not know. */
const MEASURED_V8 = '11.';
/** Eight times V8's own: a function is optimised once it has run that much longer. */
const INTERRUPT_BUDGET = 8 * 67_584;

let isSet = false;

/**
 * Has V8 optimise less eagerly, for all threads of this process. Each environment is an isolate of its own and V8 would optimise the same functions in
 * every one of twenty, which is hardly won back. Nothing but time depends on it.
 */
export const compileForManyIsolates = (): void => {
  if (isSet || !process.versions.v8.startsWith(MEASURED_V8)) return;
  isSet = true;
  setFlagsFromString(`--interrupt-budget=${INTERRUPT_BUDGET}`);
};
