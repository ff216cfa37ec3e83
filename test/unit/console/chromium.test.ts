import { findChromium } from '../../console/chromium';

const installed =
  (...paths: string[]) =>
  (path: string): boolean =>
    paths.includes(path);

test('the browser that is named goes before all others', () => {
  const environment = { CHROMIUM_PATH: '/opt/chromium', PATH: '/usr/bin' };
  expect(findChromium(environment, installed('/opt/chromium', '/usr/bin/chromium'))).toBe('/opt/chromium');
});

test.each([
  [['/usr/bin/google-chrome', '/snap/bin/chromium'], '/snap/bin/chromium'],
  [['/usr/bin/google-chrome'], '/usr/bin/google-chrome'],
  [['/snap/bin/chromium-browser', '/usr/bin/chromium-browser'], '/usr/bin/chromium-browser'],
])('of %j on PATH it takes %s', (paths, path) => {
  expect(findChromium({ PATH: '/usr/bin:/snap/bin' }, installed(...paths))).toBe(path);
});

test.each([
  [{ CHROMIUM_PATH: '/opt/chromium', PATH: '/usr/bin' }, 'CHROMIUM_PATH: nothing can be run at /opt/chromium'],
  [{ PATH: '/usr/bin' }, 'no browser: install Chromium (Debian: apt-get install chromium'],
  [{}, 'no browser'],
])('without one, %j, a single line says what to do', (environment, said) => {
  expect(() => findChromium(environment, installed())).toThrow(said);
  expect(() => findChromium(environment, installed())).toThrow(/^[^\n]*$/);
});
