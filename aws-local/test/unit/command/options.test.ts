import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readOptions } from '../../../src/command/options';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'options-'));
  writeFileSync(join(folder, 'cdk.json'), '{"app":"true"}');
  writeFileSync(join(folder, 'values.json'), '{"parameters":{"Stage":"dev","Size":"1"},"ssm":{"/a":"1"}}');
});

afterAll(() => rmSync(folder, { recursive: true }));

const read = (...args: string[]) => readOptions(['node', 'aws-local', folder, ...args]);

describe('the command line of aws-local', () => {
  it('takes the app of a folder and the defaults', () => {
    expect(read()).toEqual({ folder, port: 4566, clockScale: 1, iam: true, ignore: [], parameters: {}, ssm: {} });
  });

  it('takes values from a file, and those on the command line before them', () => {
    const { parameters, ssm } = read(
      ...[
        '--values',
        join(folder, 'values.json'),
        '--parameter',
        'Shop:Stage=a=b',
        '--parameter',
        'Size=2',
        '--ssm',
        '/b=',
      ],
    );
    expect(parameters).toEqual({ Stage: 'dev', Size: '2', 'Shop:Stage': 'a=b' });
    expect(ssm).toEqual({ '/a': '1', '/b': '' });
  });

  it('takes what is to be left out: types, services, properties, constructs', () => {
    const entries = [
      'AWS::S3::Bucket',
      'AWS::ApiGateway::*',
      'Custom::AWS',
      'AWS::Lambda::Function.Layers',
      'Shop/Images',
    ];
    expect(read(...entries.flatMap((entry) => ['--ignore', entry])).ignore).toEqual(entries);
  });
});
