import { randomUUID } from 'node:crypto';

/** Set by `main.ts` alone: variables that lie around in a shell must not send `npm test` anywhere. */
export const TARGET_VARIABLE = 'TEST_TARGET';
export const DEPLOYED = 'deployed';

/** Whether these tests run against an environment that somebody else has started. */
export const isDeployed = process.env[TARGET_VARIABLE] === DEPLOYED;

const ID_CHARACTERS = 8;
const MARK = `-test-${randomUUID().slice(0, ID_CHARACTERS)}`;

/** A name as it is where nobody else is; in a shared environment, one that no run and no other test file has had. */
export const ours = (name: string): string => (isDeployed ? `${name}${MARK}` : name);

/** Whether a text has such a name in it. */
export const hasOurs = (text: string): boolean => text.includes(MARK);
