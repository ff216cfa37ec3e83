import { CfnOutput, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import { AttributeType, BillingMode, Table, TableEncryption } from 'aws-cdk-lib/aws-dynamodb';
import { EventBus } from 'aws-cdk-lib/aws-events';
import type { Construct } from 'constructs';
import type { EnvironmentConfig } from './config';
import { TableSeed } from './constructs/table-seed';
import { constant, type Foundation, type SharedValue } from './foundation';
import { physicalName } from './names';

export interface FoundationStackProps extends StackProps {
  readonly config: EnvironmentConfig;
}

/**
 * What the foundation service owns, for accounts that have none: bus, config table and counter table, seeded with menu, config
 * and stock. Never deployed where a foundation exists.
 */
export class FoundationStack extends Stack implements Foundation {
  readonly eventBus: SharedValue;
  readonly eventSrc: SharedValue;
  readonly configTableName: SharedValue;
  readonly countTableName: SharedValue;

  constructor(scope: Construct, id: string, props: FoundationStackProps) {
    super(scope, id, props);
    const names = {
      eventBus: physicalName(this, 'bus'),
      configTable: physicalName(this, 'config'),
      counterTable: physicalName(this, 'counters'),
    };
    new EventBus(this, 'EventBus', { eventBusName: names.eventBus });
    new TableSeed(this, 'Seed', {
      configTable: this.table('ConfigTable', names.configTable, props.config),
      counterTable: this.table('CounterTable', names.counterTable, props.config),
      config: props.config,
    });

    // Names known at synthesis are shared, not references: so no stack exports anything that another one holds on to.
    this.eventBus = this.share('EventBusName', names.eventBus);
    // Today's foundation publishes under the name of its bus.
    this.eventSrc = this.share('EventSource', names.eventBus);
    this.configTableName = this.share('ConfigTableName', names.configTable);
    this.countTableName = this.share('CounterTableName', names.counterTable);
  }

  private share(output: string, value: string): SharedValue {
    new CfnOutput(this, output, { value });
    return constant(value);
  }

  private table(id: string, tableName: string, config: EnvironmentConfig): Table {
    return new Table(this, id, {
      tableName,
      partitionKey: { name: 'PK', type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      encryption: TableEncryption.AWS_MANAGED,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: config.keepData,
      removalPolicy: config.keepData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
  }
}
