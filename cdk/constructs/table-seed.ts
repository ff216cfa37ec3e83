import { createHash } from 'node:crypto';
import { CustomResource, Duration } from 'aws-cdk-lib';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import { Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { EnvironmentConfig } from '../config';
import { NodeFunction } from './function';
import { seedItems } from './seed/items';

export interface TableSeedProps {
  readonly configTable: Table;
  readonly counterTable: Table;
  readonly config: EnvironmentConfig;
}

const TIMEOUT_SECONDS = 60;

/** Writes the first items of the foundation's tables: an item that exists is left as it is, whatever is deployed later. */
export class TableSeed extends Construct {
  constructor(scope: Construct, id: string, props: TableSeedProps) {
    super(scope, id);
    const { lambda } = new NodeFunction(this, 'Writer', {
      purpose: 'seed',
      entry: 'cdk/constructs/seed/lambda.ts',
      timeoutSeconds: TIMEOUT_SECONDS,
      memoryMb: 512,
      config: props.config,
      statements: [
        new PolicyStatement({
          sid: 'WriteSeed',
          effect: Effect.ALLOW,
          actions: ['dynamodb:PutItem'],
          resources: [props.configTable.tableArn, props.counterTable.tableArn],
        }),
      ],
    });
    new CustomResource(this, 'Items', {
      resourceType: 'Custom::TableSeed',
      serviceToken: lambda.functionArn,
      serviceTimeout: Duration.seconds(2 * TIMEOUT_SECONDS),
      properties: {
        ConfigTableName: props.configTable.tableName,
        CounterTableName: props.counterTable.tableName,
        // The items travel in the handler's bundle: 240 of them would strain the limits of a template. A new digest runs it again.
        SeedDigest: createHash('sha256').update(JSON.stringify(seedItems())).digest('hex').slice(0, 16),
      },
    });
  }
}
