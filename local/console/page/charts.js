import { element, set, write } from './elements.js';

const WIDTH = 600;
const HEIGHT = 120;
/** Room for the thickness of a line. */
const EDGE = 3;

/** A round number that is not below the greatest value. */
const ceiling = (greatest) => {
  const power = 10 ** Math.floor(Math.log10(Math.max(greatest, 1e-9)));
  return [1, 2, 5, 10].map((step) => step * power).find((round) => round >= greatest) ?? greatest;
};

/** A line through the values; a missing one breaks it, and one that stands alone is a dot. */
const path = (values, top) => {
  let drawn = '';
  let pen = false;
  for (const [at, value] of values.entries()) {
    if (value === undefined) {
      pen = false;
      continue;
    }
    const x = ((at / (values.length - 1)) * WIDTH).toFixed(1);
    const y = (HEIGHT - EDGE - (value / top) * (HEIGHT - 2 * EDGE)).toFixed(1);
    drawn += pen ? `L${x} ${y}` : `M${x} ${y}h.01`;
    pen = true;
  }
  return drawn;
};

/**
 * A line chart in `figure`; gives the function that shows values in it.
 * @param lines `[{ name, tone }]`; the tone is a class that gives the colour.
 * @param least the scale reaches at least so far, so that small noise looks small.
 */
export const lineChart = (figure, lines, { format, least }) => {
  const paths = lines.map(({ tone }) => element('path', { class: `line ${tone}` }));
  const grid = [0, 0.5, 1].map((part) => {
    const y = EDGE + part * (HEIGHT - 2 * EDGE);
    return element('line', { class: 'grid', x1: 0, x2: WIDTH, y1: y, y2: y });
  });
  const svg = element(
    'svg',
    { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: 'none', role: 'img' },
    ...grid,
    // The first line lies on top: at zero they all lie on each other.
    ...paths.toReversed(),
  );
  const top = element('span', { class: 'top' });
  const values = lines.map(() => element('span', { class: 'value' }));
  const legend = element(
    'figcaption',
    {},
    ...lines.map(({ name, tone }, at) => element('span', { class: `key ${tone}` }, `${name} `, values[at])),
  );
  const times = element('div', { class: 'times', 'aria-hidden': 'true' });
  times.append(element('span', {}, '5 min ago'), element('span', {}, 'now'));
  figure.append(legend, element('div', { class: 'plot' }, top, svg), times);

  return (series) => {
    const all = series.flat().filter((value) => value !== undefined);
    const height = ceiling(Math.max(least, ...all));
    write(top, format(height));
    for (const [at, one] of series.entries()) {
      set(paths[at], 'd', path(one, height));
      write(values[at], format(one.findLast((value) => value !== undefined)));
    }
    const spoken = lines.map(({ name }, at) => `${name} ${values[at].textContent}`);
    set(svg, 'aria-label', `${spoken.join(', ')}; the scale ends at ${format(height)}`);
  };
};
