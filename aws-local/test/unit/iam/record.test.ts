import { statementsOf } from '../../../src/iam/policy/document';
import { AccessRecord, grantedActions, type Noted } from '../../../src/iam/record';

const statements = statementsOf(
  {
    Version: '2012-10-17',
    Statement: [
      { Sid: 'Queues', Effect: 'Allow', Action: ['sqs:Send*', 'sqs:ReceiveMessage'], Resource: '*' },
      { Effect: 'Allow', Action: 'DynamoDB:Get?tem', Resource: '*' },
    ],
  },
  'role R, policy P',
);
const [queues, tables] = statements;

describe('the record of what was allowed and denied', () => {
  it('notes each use of a statement once, and tells it', () => {
    const told: Noted[] = [];
    const record = new AccessRecord((noted) => told.push(noted));
    for (let time = 0; time < 3; time++) record.allowed(queues ? [queues] : [], 'sqs:SendMessage');
    record.allowed(queues ? [queues] : [], 'sqs:ReceiveMessage');
    expect(record.uses).toEqual([
      { origin: 'role R, policy P', index: 0, action: 'sqs:SendMessage' },
      { origin: 'role R, policy P', index: 0, action: 'sqs:ReceiveMessage' },
    ]);
    expect(told).toHaveLength(2);
  });

  it('keeps every denial, alike or not', () => {
    const record = new AccessRecord();
    const denial = { who: 'r', action: 'a:B', resource: '*', message: 'm', missing: 's' };
    record.note({ denial });
    record.note({ denial });
    expect(record.denials).toEqual([denial, denial]);
  });

  it('forgets the oldest of very many denials', () => {
    const record = new AccessRecord();
    for (let at = 0; at < 1_001; at++) {
      record.note({ denial: { who: `r${at}`, action: 'a:B', resource: '*', message: 'm', missing: 's' } });
    }
    expect([record.denials.length, record.denials[0]?.who, record.denials.at(-1)?.who]).toEqual([1_000, 'r1', 'r1000']);
  });

  it('tells each granted action with whether it was used, wildcards and letter case as IAM reads them', () => {
    const record = new AccessRecord();
    record.allowed(queues ? [queues] : [], 'sqs:SendMessage');
    record.allowed(tables ? [tables] : [], 'dynamodb:GetItem');
    expect(grantedActions(statements, record.uses)).toEqual([
      { origin: 'role R, policy P', sid: 'Queues', action: 'sqs:Send*', used: true },
      { origin: 'role R, policy P', sid: 'Queues', action: 'sqs:ReceiveMessage', used: false },
      { origin: 'role R, policy P', sid: undefined, action: 'DynamoDB:Get?tem', used: true },
    ]);
  });

  it('does not take the use of one statement for that of its neighbour', () => {
    const record = new AccessRecord();
    record.allowed(tables ? [tables] : [], 'sqs:ReceiveMessage');
    expect(grantedActions(statements, record.uses).filter(({ used }) => used)).toEqual([]);
  });
});
