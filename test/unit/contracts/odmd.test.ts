import { join } from 'node:path';
import { type App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { contractsOf } from '../../../contracts/odmd/contracts-package';
import { BUILD_ID } from '../../../contracts/odmd/enver';
import { SHARED_VALUE_NAMES } from '../../../contracts/odmd/foundation-port';
import { platformBuild } from '../../../contracts/odmd/platform';
import { synthesizeOrderProcessor, testApp } from '../cdk/synthesized';

const fixture = (name: string): string => join(__dirname, '../../fixtures/odmd', name);
const variables = {
  ODMD_build_id: BUILD_ID,
  ODMD_rev_ref: 'b..master',
  ODMD_contracts_package: fixture('contracts-package.ts'),
  CDK_DEFAULT_ACCOUNT: '111111111111',
  CDK_DEFAULT_REGION: 'us-west-1',
};
const buildOf = async (app: App, more: Record<string, string | undefined> = {}) => {
  const build = await platformBuild(app, { ...variables, ...more });
  if (!build) throw new Error('this is an ODMD build');
  return build;
};

describe('a build on the platform', () => {
  it('has stack name, account and region from the platform', async () => {
    expect(await buildOf(testApp())).toMatchObject({
      stackName: 'coffeeShopOrderProcessor--master',
      account: '111111111111',
      region: 'us-west-1',
    });
  });

  it('of another branch has another stack', async () => {
    expect((await buildOf(testApp(), { ODMD_rev_ref: 'b..new-menu' })).stackName).toBe(
      'coffeeShopOrderProcessor--new-menu',
    );
  });

  it('consumes the four values that the foundation produces, each resolved in the stack that uses it', async () => {
    const app = testApp();
    const { foundation } = await buildOf(app);
    const stack = new Stack(app, 'Shop');

    const logicalIds = SHARED_VALUE_NAMES.map((name) => stack.resolve(foundation[name].getSharedValue(stack)).Ref);

    const parameters = Template.fromStack(stack).toJSON().Parameters;
    const produced = '/odmd-share/OndemandContractsSandbox/coffee-shop-foundation/b..master';
    expect(logicalIds.map((id) => parameters[id].Default)).toEqual([
      `${produced}/bus-src`,
      `${produced}/bus-src-ev-src`,
      `${produced}/config-table`,
      `${produced}/count-table`,
    ]);
  });
});

describe('the order processor of an ODMD build', () => {
  const templateOf = async (revision: string) => {
    const { stackName, foundation, account, region } = await buildOf(testApp(), { ODMD_rev_ref: revision });
    return synthesizeOrderProcessor({ stackName, foundation, env: { account, region } });
  };

  it('listens to the bus that the foundation shares', async () => {
    const template = (await templateOf('b..master')).toJSON();
    const buses = Object.values<{ Type: string; Properties: { EventBusName?: { Ref: string } } }>(template.Resources)
      .filter(({ Type }) => Type === 'AWS::Events::Rule')
      // A schedule has none: it runs on the account's default bus.
      .flatMap(({ Properties }) => Properties.EventBusName ?? [])
      .map(({ Ref }) => template.Parameters[Ref].Default);

    expect(new Set(buses)).toEqual(
      new Set(['/odmd-share/OndemandContractsSandbox/coffee-shop-foundation/b..master/bus-src']),
    );
  });

  it('shares no name with that of another branch in the same account', async () => {
    const namesOf = async (revision: string) =>
      Object.values((await templateOf(revision)).findResources('AWS::SQS::Queue')).map(
        ({ Properties }) => Properties.QueueName as string,
      );
    const [master, newMenu] = [await namesOf('b..master'), await namesOf('b..new-menu')];

    expect(master.length).toBeGreaterThan(0);
    expect(new Set([...master, ...newMenu]).size).toBe(master.length + newMenu.length);
  });
});

describe('a build elsewhere', () => {
  it('is none of the platform, and loads nothing', async () => {
    expect(
      await platformBuild(testApp(), { ...variables, ODMD_build_id: undefined, ODMD_rev_ref: '' }),
    ).toBeUndefined();
  });
});

describe('what the platform left out is named', () => {
  it.each(['ODMD_build_id', 'ODMD_rev_ref', 'CDK_DEFAULT_ACCOUNT', 'CDK_DEFAULT_REGION'])('%s', async (name) => {
    await expect(buildOf(testApp(), { [name]: undefined })).rejects.toThrow(`ODMD build: ${name} must be set`);
  });

  it('a revision that the contracts do not know', async () => {
    await expect(buildOf(testApp(), { ODMD_rev_ref: 'b..gone' })).rejects.toThrow('b..gone');
  });

  it('the contracts package, with what to install', async () => {
    const building = buildOf(testApp(), { ODMD_contracts_package: undefined });

    await expect(building).rejects.toThrow(
      'ODMD build: @ondemandenv/odmd-contracts-sandbox is not installed; install it with `npm install --no-save @ondemandenv/odmd-contracts-sandbox`',
    );
    await expect(building).rejects.toThrow('@ondemandenv:registry=https://npm.pkg.github.com/');
  });

  it.each(['@ondemandenv/contracts-lib-base', '@ondemandenv.dev/contracts-lib-base'])(
    'the base library %s that the contracts are built on, and not the contracts',
    async (name) => {
      jest.doMock(
        fixture('contracts-package.ts'),
        () => {
          throw Object.assign(new Error(`Cannot find module '${name}'`), { code: 'MODULE_NOT_FOUND' });
        },
        { virtual: true },
      );
      const building = contractsOf(fixture('contracts-package.ts'), testApp());

      await expect(building).rejects.toThrow(`ODMD build: ${name} is not installed; install it with`);
      jest.dontMock(fixture('contracts-package.ts'));
    },
  );

  it('a package that holds no contracts', async () => {
    await expect(contractsOf(fixture('without-contracts.ts'), testApp())).rejects.toThrow(
      'without-contracts.ts: must export one class with getTargetEnver, as ODMD contracts packages do, got 0',
    );
  });

  it('consumers that the enver lacks', async () => {
    await expect(buildOf(testApp(), { ODMD_contracts_package: fixture('without-consumers.ts') })).rejects.toThrow(
      'the target enver has no consumer eventSrc, configTableName, countTableName',
    );
  });
});
