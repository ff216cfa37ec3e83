import type { AssemblyStack } from '../../../local/assembly/assembly';
import { changedCodes, functionCodes } from '../../../local/watch';

const stackWith = (codes: Readonly<Record<string, string>>): AssemblyStack => ({
  name: 'Shop',
  template: {
    Resources: {
      Queue: { Type: 'AWS::SQS::Queue' },
      ...Object.fromEntries(
        Object.entries(codes).map(([name, S3Key]) => [
          name,
          {
            Type: 'AWS::Lambda::Function',
            Properties: { ...(name !== 'Nameless' && { FunctionName: name }), Code: { S3Key } },
          },
        ]),
      ),
    },
  },
  assets: new Map(Object.values(codes).map((key) => [key, `/assembly/${key}`])),
});

test('the functions of an assembly and their code, also of one that the template leaves nameless', () => {
  expect(functionCodes([stackWith({ payment: 'a.zip', Nameless: 'b.zip' })])).toEqual([
    { functionName: 'payment', key: 'a.zip', codePath: '/assembly/a.zip' },
    { functionName: 'Shop-Nameless', key: 'b.zip', codePath: '/assembly/b.zip' },
  ]);
});

test('only what changed is swapped', () => {
  const before = functionCodes([stackWith({ payment: 'a.zip', inventory: 'b.zip' })]);
  const after = functionCodes([stackWith({ payment: 'a.zip', inventory: 'c.zip' })]);
  expect(changedCodes(before, after).map(({ functionName }) => functionName)).toEqual(['inventory']);
});
