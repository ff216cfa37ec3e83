import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import { readAssembly, synthesize } from '@coffee-shop/aws-local';
import { REPOSITORY_ROOT } from '../../../../cdk/bundle-options';
import { type CoffeeShop, openCoffeeShop } from '../../../e2e/kit';
import { anOrder, LATTE, SCONE } from '../../../e2e/orders';
import { apply, stepsOf } from './walk-through';

const APP = ['cdk', 'contracts', 'pipeline', 'stages', 'cdk.json', 'package.json', 'tsconfig.json'];

/** Gives every resource another logical id; outputs keep theirs, they are what others know of a stack. */
const RENAME = `
import { createHash } from 'node:crypto';
import { CfnOutput, Stack as AnyStack } from 'aws-cdk-lib';
const names: { allocateLogicalId(element: unknown): string } = AnyStack.prototype as never;
const given = names.allocateLogicalId;
names.allocateLogicalId = function (element) {
  const id = given.call(this, element);
  return element instanceof CfnOutput ? id : 'Renamed' + createHash('sha256').update(id).digest('hex').slice(0, 12);
};
`;

const logicalIds = async (assembly: string): Promise<string[]> =>
  (await readAssembly(assembly)).flatMap(({ template }) => Object.keys(template.Resources));

let copy: string;
let shop: CoffeeShop;

beforeAll(async () => {
  copy = await mkdtemp(join(tmpdir(), 'any-stack-'));
  for (const part of APP) await cp(join(REPOSITORY_ROOT, part), join(copy, part), { recursive: true });
  await symlink(join(REPOSITORY_ROOT, 'node_modules'), join(copy, 'node_modules'), 'junction');
  const walkThrough = await readFile(join(REPOSITORY_ROOT, 'docs/add-a-stage.md'), 'utf8');
  for (const step of stepsOf(walkThrough)) await apply(step, copy);
});

afterAll(async () => {
  await shop?.close();
  await rm(copy, { recursive: true, force: true });
});

test('the walk-through’s code has the right types', async () => {
  const checked = promisify(execFile)(process.execPath, [join(copy, 'node_modules/typescript/bin/tsc'), '--noEmit'], {
    cwd: copy,
  });
  await expect(checked.catch((error: { stdout: string }) => error)).resolves.toMatchObject({ stdout: '' });
});

test('a stack with a fourth stage and other logical ids runs without a change to local/', async () => {
  const main = join(copy, 'cdk/app.ts');
  await writeFile(main, (await readFile(main, 'utf8')).replace(/^const app = /m, `${RENAME}\n$&`));
  const assembly = join(copy, 'assembly');
  await synthesize({ app: copy, outputFolder: assembly });
  const ids = await logicalIds(assembly);
  expect(ids.length).toBeGreaterThan(50);
  expect(ids.filter((id) => !/^Renamed[0-9a-f]{12}([0-9a-f]{32})?$/.test(id))).toEqual([]);

  shop = await openCoffeeShop({ assembly });
  const order = anOrder();
  await shop.givenStock(order.shopId, { [LATTE.productId]: 10, [SCONE.productId]: 10 });
  await shop.givenFulfilled(order);
  const client = new DynamoDBClient({ endpoint: shop.environment.variables.AWS_ENDPOINT_URL_DYNAMODB ?? '' });
  const documents = DynamoDBDocumentClient.from(client);
  const read = new GetCommand({
    TableName: shop.output('OrdersTableName'),
    Key: { PK: `order#${order.orderId}`, SK: 'loyalty' },
    ConsistentRead: true,
  });
  let stars: unknown;
  while (stars === undefined) stars = (await documents.send(read)).Item?.stars;
  expect(stars).toBe(1);
  expect(await shop.depth('LoyaltyDeadLetterQueueUrl')).toBe(0);
  client.destroy();
});
