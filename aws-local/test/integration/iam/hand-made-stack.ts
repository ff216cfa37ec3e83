import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startAwsLocal } from '../../../src/aws-local';
import type { AwsLocal, AwsLocalOptions } from '../../../src/environment';

/** Makes the calls of its event, one after the other, and tells how each ended. */
const CALLER = `
const clients = new Map();
const clientOf = (name, Client) => {
  if (!clients.has(name)) clients.set(name, new Client({}));
  return clients.get(name);
};
exports.handler = async ({ calls }) => {
  const ends = [];
  for (const { service, command, input } of calls) {
    const sdk = require('@aws-sdk/client-' + service);
    const [name] = Object.keys(sdk).filter((each) => /^[A-Za-z]+Client$/.test(each) && each !== '__Client');
    try {
      await clientOf(name, sdk[name]).send(new sdk[command + 'Command'](input));
      ends.push('done');
    } catch (error) {
      ends.push({ name: error.name, status: error.$metadata?.httpStatusCode, message: error.message });
    }
  }
  return ends;
};`;

export interface Call {
  /** Of the package: `sqs` of @aws-sdk/client-sqs. */
  readonly service: string;
  readonly command: string;
  readonly input: object;
}

export type CallEnd = 'done' | { readonly name: string; readonly status: number; readonly message: string };

export const allow = (Action: string | string[], Resource: unknown = '*', more: object = {}) => ({
  Effect: 'Allow',
  Action,
  Resource,
  ...more,
});

export const policy = (...Statement: object[]) => ({ Version: '2012-10-17', Statement });

/** A role that a service may assume, with these statements. */
export const role = (service: string, ...statements: object[]) => ({
  Type: 'AWS::IAM::Role',
  Properties: {
    AssumeRolePolicyDocument: policy({ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' }),
    Policies: [{ PolicyName: 'Own', PolicyDocument: policy(allow('logs:*'), ...statements) }],
  },
});

/** A function that makes the calls of its event. */
export const caller = (roleId: string, FunctionName = 'caller') => ({
  Type: 'AWS::Lambda::Function',
  Properties: {
    FunctionName,
    Runtime: 'nodejs24.x',
    Handler: 'index.handler',
    Timeout: 20,
    Role: { 'Fn::GetAtt': [roleId, 'Arn'] },
    Code: { ZipFile: CALLER },
  },
});

export const queue = (QueueName: string, more: object = {}) => ({
  Type: 'AWS::SQS::Queue',
  Properties: { QueueName, VisibilityTimeout: 30, ...more },
});

export const arnOf = (id: string) => ({ 'Fn::GetAtt': [id, 'Arn'] });

/** Runs one stack with these resources. */
export class HandMadeStack {
  #folder = '';
  #running: AwsLocal | undefined;

  public async start(Resources: object, options: Partial<AwsLocalOptions> = {}): Promise<AwsLocal> {
    this.#folder = await mkdtemp(join(tmpdir(), 'hand-made-stack-'));
    const assembly = join(this.#folder, 'assembly');
    await mkdir(assembly);
    await writeFile(join(assembly, 'Shop.template.json'), JSON.stringify({ Resources }));
    const properties = { templateFile: 'Shop.template.json', stackName: 'Shop' };
    const artifacts = { Shop: { type: 'aws:cloudformation:stack', properties } };
    await writeFile(join(assembly, 'manifest.json'), JSON.stringify({ artifacts }));
    this.#running = await startAwsLocal({ assembly, ...options });
    return this.#running;
  }

  public async stop(): Promise<void> {
    await this.#running?.stop();
    this.#running = undefined;
    await rm(this.#folder, { recursive: true, force: true });
  }
}

/** How the calls end that the function makes. */
export const callsOf = async ({ lambda }: AwsLocal, ...calls: Call[]): Promise<CallEnd[]> =>
  (await lambda.invoke('caller', { calls })) as CallEnd[];
