import { statementsIn } from '../../../../cdk/iam/statements';

const role = (statement: object) =>
  ({
    Resources: {
      Baker: {
        Type: 'AWS::IAM::Role',
        Properties: {
          AssumeRolePolicyDocument: {
            Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'lambda.amazonaws.com' } }],
          },
          Policies: [{ PolicyDocument: { Statement: [statement] } }],
        },
      },
    },
  }) as const;

describe('the statements of a template', () => {
  it('say who may do what, on what and on which condition', () => {
    const [assume, bake] = statementsIn(
      role({
        Sid: 'Bake',
        Effect: 'Allow',
        Action: ['oven:Open', 'oven:Close'],
        Resource: [
          { 'Fn::GetAtt': ['Oven', 'Arn'] },
          { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':oven:', { Ref: 'Spare' }]] },
        ],
        Condition: { ArnEquals: { source: { 'Fn::GetAtt': ['Rule', 'Arn'] } } },
      }),
    );
    expect(assume).toMatchObject({ holder: 'Baker', sid: 'Assume', principal: 'lambda.amazonaws.com' });
    expect(bake).toEqual({
      holder: 'Baker',
      sid: 'Bake',
      effect: 'Allow',
      actions: ['oven:Open', 'oven:Close'],
      resources: ['Oven', 'arn:<Partition>:oven:Spare'],
      condition: '{"ArnEquals":{"source":"Rule"}}',
    });
  });

  it('that have no name have no reason either, unless they refuse plain text', () => {
    const sidOf = (statement: object) => statementsIn(role({ Action: '*', Resource: '*', ...statement })).at(-1)?.sid;
    const plainText = { Bool: { 'aws:SecureTransport': 'false' } };
    expect(sidOf({ Effect: 'Allow' })).toBe('unnamed');
    expect(sidOf({ Effect: 'Allow', Condition: plainText })).toBe('unnamed');
    expect(sidOf({ Effect: 'Deny', Condition: plainText })).toBe('TlsOnly');
  });
});
