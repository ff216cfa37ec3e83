import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const css = readFileSync(join(__dirname, '../../../../../local/console/page/base.css'), 'utf8');

/** The page's colours: by name, light and dark. */
const colours = new Map(
  [...css.matchAll(/--([a-z-]+): light-dark\((#[0-9a-f]+), (#[0-9a-f]+)\);/g)].map(
    ([, name = '', light = '', dark = '']) => [name, { light, dark }],
  ),
);

const channels = (colour: string): number[] => {
  const digits =
    colour.length === 4 ? [...colour.slice(1)].map((digit) => digit + digit) : colour.slice(1).match(/../g);
  return (digits ?? []).map((pair) => Number.parseInt(pair, 16) / 255);
};

/** Relative luminance and contrast, as WCAG 2 defines them. */
const luminance = (colour: string): number => {
  const [red = 0, green = 0, blue = 0] = channels(colour).map((part) =>
    part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4,
  );
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
};
const contrast = (one: string, other: string): number => {
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
};

const schemes = ['light', 'dark'] as const;
const on = (name: string, ground: string, scheme: (typeof schemes)[number]): number =>
  contrast(colours.get(name)?.[scheme] ?? '', colours.get(ground)?.[scheme] ?? '');

test('contrast is measured as WCAG does', () => {
  expect(contrast('#000', '#fff')).toBeCloseTo(21);
  expect(contrast('#777777', '#fff')).toBeCloseTo(4.48, 2);
});

test.each(schemes)('%s: every text can be read on every ground', (scheme) => {
  const texts = ['ink', 'soft', 'accent', 'good', 'warn', 'bad', 'calm'];
  const weak = texts.flatMap((text) =>
    ['page', 'card', 'field']
      .filter((ground) => on(text, ground, scheme) < 4.5)
      .map((ground) => `${text} on ${ground}`),
  );
  expect(weak).toEqual([]);
  expect(on('on-accent', 'accent', scheme)).toBeGreaterThan(4.5);
  expect(on('page', 'bad', scheme)).toBeGreaterThan(4.5);
  expect(on('page', 'ink', scheme)).toBeGreaterThan(4.5);
});

test.each(schemes)('%s: the border of a field can be seen', (scheme) => {
  expect(on('border', 'card', scheme)).toBeGreaterThan(3);
});
