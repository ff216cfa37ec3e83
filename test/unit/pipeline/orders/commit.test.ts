import { decideAgainOnConflict } from '../../../../pipeline/orders/commit';
import { CommitConflict } from '../../../../pipeline/orders/order-store';

const withoutPause = () => 0;

describe('somebody else changed the order', () => {
  it('so it is decided again, with the number of the attempt', async () => {
    const attempts: number[] = [];
    const result = await decideAgainOnConflict(async (attempt) => {
      attempts.push(attempt);
      if (attempt < 2) throw new CommitConflict('changed');
      return 'committed';
    }, withoutPause);

    expect([result, attempts]).toEqual(['committed', [0, 1, 2]]);
  });

  it('too often: the conflict is a failure that may pass', async () => {
    let attempts = 0;
    const decision = decideAgainOnConflict(async () => {
      attempts++;
      throw new CommitConflict('changed');
    }, withoutPause);

    await expect(decision).rejects.toMatchObject({ name: 'CommitConflict', failureClass: 'dependency' });
    expect(attempts).toBe(5);
  });

  it('but any other fault is not tried again', async () => {
    let attempts = 0;
    const decision = decideAgainOnConflict(async () => {
      attempts++;
      throw new TypeError('a bug');
    }, withoutPause);

    await expect(decision).rejects.toThrow('a bug');
    expect(attempts).toBe(1);
  });
});
