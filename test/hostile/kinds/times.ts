import { having, type Kind } from '../hostile-event';

/** Clocks that are wrong, and times that are none. */
export const TIMES: readonly Kind[] = [
  ...[
    '1970-01-01T00:03:00Z',
    '9999-12-31T23:59:59Z',
    '0000-01-01T00:00:00Z',
    '+275760-09-13T00:00:00.001Z',
    '2026-02-30T10:00:00Z',
    '2026-11-24T25:61:61Z',
    '2026-11-24T14:00:00',
    '2026-11-24T14:00:00+99:99',
    '24.11.2026',
    '',
  ].map((timestamp) => having(`the timestamp ${JSON.stringify(timestamp)}`, { timestamp })),
  ...[0, 1e20, null, {}, ['2026-11-24T14:00:00Z']].map((timestamp) =>
    having(`the timestamp ${JSON.stringify(timestamp)}`, { timestamp }),
  ),
  { name: 'no timestamp', spoil: ({ timestamp: _left, ...sound }) => sound },
  having('placed in the year 9999', { placedAt: '9999-12-31T23:59:59Z', readyAt: '9999-12-31T23:59:59Z' }),
];
