import { element, set, write } from './elements.js';
import { barPath, HEIGHT, linePath, WIDTH, yOf } from './scale.js';

const drawing = (attributes, ...children) =>
  element('svg', { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: 'none', ...attributes }, ...children);

/**
 * A line chart in `figure`; gives the function that shows values in it, and beside each name what `latest` gives of its values.
 * @param lines `[{ name, tone }]`; the tone is a class that gives colour and dashes.
 * @param times what stands under the ends and between, from left to right.
 * @param least the scale reaches at least so far, so that small noise looks small.
 */
export const lineChart = (figure, lines, { format, least, ceiling, times, latest }) => {
  const paths = lines.map(({ tone }) => element('path', { class: `line ${tone}` }));
  const grid = [0, 0.5, 1].map((part) => {
    const y = yOf(part, 1);
    return element('line', { class: 'grid', x1: 0, x2: WIDTH, y1: y, y2: y });
  });
  // The first line lies on top: at zero they all lie on each other.
  const svg = drawing({ role: 'img' }, ...grid, ...paths.toReversed());
  const marks = [0, 1, 2].map(() => element('span'));
  const values = lines.map(() => element('b'));
  const legend = element(
    'figcaption',
    {},
    ...lines.map(({ name, tone }, at) => element('span', { class: `key ${tone}` }, `${name} `, values[at])),
  );
  figure.append(
    legend,
    element('div', { class: 'axis', 'aria-hidden': 'true' }, ...marks),
    svg,
    element('div', { class: 'times', 'aria-hidden': 'true' }, ...times.map((time) => element('span', {}, time))),
  );

  return (series) => {
    const top = ceiling(Math.max(least, ...series.flat().filter((value) => value !== undefined)));
    for (const [at, part] of [1, 0.5, 0].entries()) write(marks[at], part === 0 ? '0' : format(top * part));
    for (const [at, one] of series.entries()) {
      set(paths[at], 'd', linePath(one, top));
      write(values[at], format(latest(one)));
    }
    const spoken = lines.map(({ name }, at) => `${name} ${values[at].textContent}`);
    set(svg, 'aria-label', `${spoken.join(', ')}; the scale ends at ${format(top)}`);
  };
};

/** Small bars without axes; gives the node and the function that shows values in it. */
export const sparkline = () => {
  const bars = element('path');
  return {
    node: drawing({ class: 'spark', 'aria-hidden': 'true' }, bars),
    show: (values) => set(bars, 'd', barPath(values, Math.max(1, ...values))),
  };
};
