import { isDeployed } from './mode';
import { noteNotCovered } from './not-covered';

type Register = (name: string, body: () => void) => void;

/**
 * Like Jest's `test`, for one that a deployed environment cannot show: there it is skipped and listed with its reason.
 * @param reason why, as the end of a sentence that begins with the test's name.
 */
export const testOnlyHere = (reason: string, name: string, body: () => Promise<void>): void => {
  (isDeployed ? skipped(reason, test.skip) : test)(name, body);
};

/** The same for a group of tests. */
export const describeOnlyHere = (reason: string, name: string, body: () => void): void => {
  (isDeployed ? skipped(reason, describe.skip) : describe)(name, body);
};

const skipped =
  (reason: string, skip: Register): Register =>
  (name, body) => {
    noteNotCovered({ what: name, reason });
    skip(name, body);
  };
