import { hasLostParent } from '../../../local/process';

const nobody = (): boolean => false;
const anybody = (): boolean => true;

test('an orphan of POSIX has another parent than at its start', () => {
  expect(hasLostParent('linux', 10, 10, nobody)).toBe(false);
  expect(hasLostParent('darwin', 10, 1, anybody)).toBe(true);
});

test('an orphan of Windows keeps its parent’s number, and nobody has it', () => {
  expect(hasLostParent('win32', 10, 10, anybody)).toBe(false);
  expect(hasLostParent('win32', 10, 10, nobody)).toBe(true);
});

test('this very process has not lost its parent, whichever way it looks', () => {
  expect(hasLostParent('win32', process.ppid, process.ppid)).toBe(false);
  expect(hasLostParent('linux', process.ppid, process.ppid)).toBe(false);
});
