import { IdempotencyKeys, KEY_LIFETIME_MS } from '../../../../simulation/stripe/idempotency-keys';
import { handClock } from './hand-clock';

const answer = { status: 500, body: '{"error":{}}' };

describe('an idempotency key', () => {
  const clock = handClock();
  let keys: IdempotencyKeys;
  beforeEach(() => {
    keys = new IdempotencyKeys(clock);
  });

  it('is free at first', () => {
    expect(keys.claim('k', 'request')).toBeUndefined();
  });

  it('gives the first answer again, a server error too', () => {
    keys.claim('k', 'request');
    keys.save('k', answer);

    expect(keys.claim('k', 'request')).toEqual({ ...answer, replayed: true });
  });

  it('belongs to one request', () => {
    keys.claim('k', 'request');
    keys.save('k', answer);

    expect(() => keys.claim('k', 'another request')).toThrow(
      expect.objectContaining({ status: 400, type: 'idempotency_error' }),
    );
  });

  it('is in use until its request is answered', () => {
    keys.claim('k', 'request');

    expect(() => keys.claim('k', 'request')).toThrow(
      expect.objectContaining({ status: 409, fields: { code: 'idempotency_key_in_use' } }),
    );
  });

  it('is free again when its request was never executed', () => {
    keys.claim('k', 'request');
    keys.release('k');

    expect(keys.claim('k', 'another request')).toBeUndefined();
  });

  it('is forgotten after a day, counted from its first use', () => {
    keys.claim('k', 'request');
    keys.save('k', answer);

    clock.advance(KEY_LIFETIME_MS - 1);
    expect(keys.claim('k', 'request')).toMatchObject(answer);
    clock.advance(1);
    expect(keys.claim('k', 'another request')).toBeUndefined();
  });
});
