import { setFlagsFromString } from 'node:v8';

/** The V8 of Node 20, where both flags were measured; the one of Node 22 has other ones and prints an error for those that it does not know. */
const MEASURED_V8 = '11.';
/** Eight times V8's own: a function is optimised once it has run that much longer. */
const INTERRUPT_BUDGET = 8 * 67_584;

let isSet = false;

/**
 * Has V8 optimise less eagerly, for all threads of this process. Each environment is an isolate of its own and V8 would optimise the same functions in
 * every one of twenty; on two cores that took a quarter of all CPU time and was hardly won back. Code is compiled to unoptimised machine code at
 * once instead of being interpreted first. Nothing but time depends on either.
 */
export const compileForManyIsolates = (): void => {
  if (isSet || !process.versions.v8.startsWith(MEASURED_V8)) return;
  isSet = true;
  setFlagsFromString('--always-sparkplug');
  setFlagsFromString(`--interrupt-budget=${INTERRUPT_BUDGET}`);
};
