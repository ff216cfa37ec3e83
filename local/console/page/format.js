const UNITS = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1_000],
];

/** Milliseconds as `npm run ops` says them, and finer below ten seconds: `840ms`, `2.4s`, `13s`, `1m 5s`; a dash for nothing. */
export const duration = (ms) => {
  if (ms === undefined) return '–';
  if (ms < 999.5) return `${Math.round(ms)}ms`;
  if (ms < 9_950) return `${(ms / 1_000).toFixed(1)}s`;
  let left = Math.round(ms / 1_000) * 1_000;
  const parts = [];
  for (const [unit, size] of UNITS) {
    const amount = Math.floor(left / size);
    left -= amount * size;
    if (amount > 0) parts.push(`${amount}${unit}`);
    else if (parts.length > 0) break;
  }
  return parts.slice(0, 2).join(' ');
};

/** How long ago, in whole seconds: a list in which every row changes every moment cannot be read. */
export const ago = (ms) => {
  const seconds = Math.floor(ms / 1_000);
  if (seconds < 2) return 'just now';
  return `${seconds < 60 ? `${seconds}s` : duration(seconds * 1_000)} ago`;
};

/** Orders per second: `0`, `0.4/s`, `12/s`. */
export const perSecond = (rate = 0) => {
  if (rate === 0) return '0/s';
  return `${rate < 9.95 ? rate.toFixed(1) : Math.round(rate)}/s`;
};

/** `1 order`, `12 orders`. */
export const counted = (count, what) => `${count} ${what}${count === 1 ? '' : 's'}`;
