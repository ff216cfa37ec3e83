import { shellLines, startText } from '../../../src/command/report';

const bucket = { stackName: 'Shop', logicalId: 'Images', type: 'AWS::S3::Bucket', path: undefined };
const queue = (logicalId: string) => ({
  stackName: 'Shop',
  logicalId,
  type: 'AWS::SQS::Queue',
  path: `Shop/${logicalId}`,
});

describe('what the command prints when everything runs', () => {
  it('tells addresses, stacks, resources by type, what was left out, outputs and variables', () => {
    const running = {
      url: 'http://127.0.0.1:4566',
      variables: { AWS_ENDPOINT_URL_DYNAMODB: 'http://127.0.0.1:1' },
      resources: [queue('A'), queue('B'), { ...bucket, leftOut: '--ignore AWS::S3::Bucket' }],
      outputs: { Shop: { Url: 'http://127.0.0.1:4566/q\u001b[31m' } },
      access: {
        unjudged: [{ roleArn: 'arn:aws:iam::000000000000:role/A', reason: 'what X allows is not known here' }],
      },
    };
    expect(startText(running, ['AWS::S3::Bucket', 'AWS::SQS::Queue.Tags', 'AWS::S3::Buckt']).split('\n')).toEqual([
      'aws-local listens on http://127.0.0.1:4566, DynamoDB on http://127.0.0.1:1',
      'stacks: Shop',
      'resources:',
      '    2 AWS::SQS::Queue',
      'left out:',
      '  Shop: Images (AWS::S3::Bucket): --ignore AWS::S3::Bucket',
      'note: --ignore AWS::S3::Buckt matches nothing of this assembly',
      'may do everything:',
      '  arn:aws:iam::000000000000:role/A: what X allows is not known here',
      'outputs:',
      '  Shop.Url = http://127.0.0.1:4566/q [31m',
      'variables for an AWS SDK:',
      'export AWS_ENDPOINT_URL_DYNAMODB=http://127.0.0.1:1',
      'ready; Ctrl-C ends it',
    ]);
  });

  it('writes variables so that a shell reads what they are', () => {
    expect(shellLines({ A: "it's $HOME", B: 'plain-1' })).toEqual(["export A='it'\\''s $HOME'", 'export B=plain-1']);
  });
});
