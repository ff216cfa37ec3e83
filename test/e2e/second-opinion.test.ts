import { runSimulation } from '@cloud-copilot/iam-simulate';
import type { AwsLocal } from '@coffee-shop/aws-local';
import { parseOptions } from '../../local/demo/options';
import { runDemo } from '../../local/demo/run';
import type { Environment } from '../../local/environment';

type Call = AwsLocal['access']['calls'][number];
type Policy = Parameters<typeof runSimulation>[0]['resourcePolicy'];

const statementsOf = (document: unknown): unknown[] => [(document as { Statement: unknown }).Statement].flat();

/** What @cloud-copilot/iam-simulate, which others wrote after AWS's documentation, says to a call. */
const allowedByOthers = async ({ principal, request, identity, resource }: Call): Promise<boolean> => {
  const caller =
    principal.kind === 'service'
      ? principal.service
      : `arn:aws:sts::${principal.account}:assumed-role/${principal.arn.split('/').at(-1)}/${principal.session ?? 'session'}`;
  const accountId = '000000000000';
  const answer = await runSimulation(
    {
      request: {
        principal: caller,
        action: request.action,
        resource: { resource: request.resource, accountId },
        contextVariables: Object.fromEntries(
          Object.entries(request.context).map(([key, value]) => [key, typeof value === 'string' ? value : [...value]]),
        ),
      },
      identityPolicies: identity.map((policy, at) => ({ name: `policy-${at}`, policy })),
      ...(resource.length > 0 && {
        resourcePolicy: { Version: '2012-10-17', Statement: resource.flatMap(statementsOf) } as Policy,
      }),
      serviceControlPolicies: [],
      resourceControlPolicies: [],
    },
    {},
  );
  if (answer.resultType === 'error') throw new Error(JSON.stringify(answer.errors));
  return answer.overallResult === 'Allowed';
};

test('every kind of call of a demo with an outage is judged alike by another evaluator of IAM', async () => {
  let starting: Promise<Environment> | undefined;
  const options = parseOptions(['--orders', '30', '--scenario', 'gateway-outage', '--outage-seconds', '90']);
  const { figures } = await runDemo(options, { environment: { recordCalls: true } }, (environment) => {
    starting = environment;
  });
  const calls = (await starting)?.access.calls ?? [];
  const differences: object[] = [];
  for (const call of calls) {
    const others = await allowedByOthers(call);
    if (others !== call.allowed) differences.push({ ...call, others });
  }
  expect(differences).toEqual([]);
  expect(figures.callsDenied).toBe(0);
  const actions = new Set(calls.map(({ request }) => request.action));
  expect([...actions]).toEqual(
    expect.arrayContaining([
      'dynamodb:BatchGetItem',
      'dynamodb:DeleteItem',
      'dynamodb:PutItem',
      'dynamodb:Query',
      'dynamodb:UpdateItem',
      'events:PutEvents',
      'lambda:InvokeFunction',
      'lambda:UpdateEventSourceMapping',
      'logs:PutLogEvents',
      'secretsmanager:GetSecretValue',
      'sqs:ReceiveMessage',
      'sqs:SendMessage',
    ]),
  );
  console.info(`IAM: ${calls.length} calls of ${actions.size} actions judged, ${differences.length} differences`);
});
