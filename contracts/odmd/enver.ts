import type { BaseLibrary, Build, CdkEnver, CrossRefProducer, SourceRevision } from './base-library';
import type { FoundationPort } from './foundation-port';

/** The build id under which the platform knows this service. */
export const BUILD_ID = 'coffeeShopOrderProcessor';

/** The foundation's enver, as far as we consume it. */
interface FoundationEnver {
  /** The bus; its child `source` is the name that the foundation's services publish under. */
  readonly eventBusSrc: CrossRefProducer & { readonly source: CrossRefProducer };
  readonly configTableName: CrossRefProducer;
  readonly countTableName: CrossRefProducer;
}

/** A build in a contracts package that knows the foundation's one enver. */
interface OrderProcessorBuild extends Build {
  readonly contracts: { readonly coffeeShopFoundationCdk: { readonly theOne: FoundationEnver } };
}

export type OrderProcessorEnver = CdkEnver & FoundationPort;

/**
 * The enver of this service, for an organisation's contracts package to register. A function of the base library, because the library exists
 * in ODMD builds only: `const CoffeeShopOrderProcessorEnver = orderProcessorEnver(require('@ondemandenv.dev/contracts-lib-base'))`.
 */
export const orderProcessorEnver = ({ OdmdEnverCdk, OdmdCrossRefConsumer }: BaseLibrary<OrderProcessorBuild>) =>
  class CoffeeShopOrderProcessorEnver extends OdmdEnverCdk implements OrderProcessorEnver {
    readonly eventBus: FoundationPort['eventBus'];
    readonly eventSrc: FoundationPort['eventSrc'];
    readonly configTableName: FoundationPort['configTableName'];
    readonly countTableName: FoundationPort['countTableName'];

    constructor(
      owner: OrderProcessorBuild,
      targetAWSAccountID: string,
      targetAWSRegion: string,
      targetRevision: SourceRevision,
    ) {
      super(owner, targetAWSAccountID, targetAWSRegion, targetRevision);
      const foundation = owner.contracts.coffeeShopFoundationCdk.theOne;
      this.eventBus = new OdmdCrossRefConsumer(this, 'eventBus', foundation.eventBusSrc);
      this.eventSrc = new OdmdCrossRefConsumer(this, 'eventSrc', foundation.eventBusSrc.source);
      this.configTableName = new OdmdCrossRefConsumer(this, 'configTableName', foundation.configTableName);
      this.countTableName = new OdmdCrossRefConsumer(this, 'countTableName', foundation.countTableName);
    }
  };
