import type { AssemblyStack } from '../../../src/assembly/assembly';
import { watchedFunctions } from '../../../src/watch/watched-functions';

const aFunction = (S3Key: string, more: { FunctionName?: string; Entry?: string }) => ({
  Type: 'AWS::Lambda::Function',
  Properties: { Code: { S3Key }, ...(more.FunctionName && { FunctionName: more.FunctionName }) },
  ...(more.Entry && { Metadata: { Entry: more.Entry } }),
});

test('functions that say what they are made of can be watched, those that do not are named', () => {
  const stack: AssemblyStack = {
    name: 'Shop',
    template: {
      Resources: {
        Queue: { Type: 'AWS::SQS::Queue' },
        Payment: aFunction('a.zip', { FunctionName: 'shop-payment', Entry: 'stages/payment/handler.ts' }),
        Nameless: aFunction('b.zip', { Entry: 'stages/other/handler.ts' }),
        FromAZip: aFunction('b.zip', { FunctionName: 'bought' }),
      },
    },
    assets: new Map([
      ['a.zip', '/assembly/a'],
      ['b.zip', '/assembly/b'],
    ]),
  };
  expect(watchedFunctions([stack], 'Entry')).toEqual({
    watched: [
      { functionName: 'shop-payment', entry: 'stages/payment/handler.ts', codePath: '/assembly/a' },
      { functionName: 'Shop-Nameless', entry: 'stages/other/handler.ts', codePath: '/assembly/b' },
    ],
    others: ['bought'],
  });
});
