/** The size of a chart's drawing; it is stretched to the size of its place. */
export const WIDTH = 600;
export const HEIGHT = 120;
/** Room for the thickness of a line. */
const EDGE = 2;
/** How long the stroke of a lone value is. */
const ALONE = 8;

const TIMES_MS = [
  200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 60_000, 120_000, 300_000, 600_000, 1_200_000, 3_600_000, 7_200_000,
];

/** A round number that is not below the greatest value. */
export const ceiling = (greatest) => {
  const power = 10 ** Math.floor(Math.log10(Math.max(greatest, 1e-9)));
  return [1, 2, 5, 10].map((step) => step * power).find((round) => round >= greatest) ?? greatest;
};

/** A round time that is not below the greatest, milliseconds. */
export const timeCeiling = (greatestMs) =>
  TIMES_MS.find((round) => round >= greatestMs) ?? Math.ceil(greatestMs / 14_400_000) * 14_400_000;

export const yOf = (value, top) => HEIGHT - EDGE - (value / top) * (HEIGHT - 2 * EDGE);

/** The path of a line through the values; a missing one breaks it, and one that stands alone is a short stroke. */
export const linePath = (values, top) => {
  const xOf = (at) => (at / (values.length - 1)) * WIDTH;
  return values
    .map((value, at) => {
      if (value === undefined) return '';
      const y = yOf(value, top).toFixed(1);
      const [isBegun, goesOn] = [values[at - 1] !== undefined, values[at + 1] !== undefined];
      if (isBegun) return `L${xOf(at).toFixed(1)} ${y}`;
      return goesOn ? `M${xOf(at).toFixed(1)} ${y}` : `M${(xOf(at) - ALONE / 2).toFixed(1)} ${y}h${ALONE}`;
    })
    .join('');
};

/** The path of bars side by side, one per value; none for a zero. */
export const barPath = (values, top) => {
  const step = WIDTH / values.length;
  return values
    .map((value, at) =>
      value > 0
        ? `M${(at * step).toFixed(1)} ${HEIGHT}V${((1 - value / top) * HEIGHT).toFixed(1)}h${(step * 0.8).toFixed(1)}V${HEIGHT}z`
        : '',
    )
    .join('');
};
