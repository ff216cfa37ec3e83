import type { IConstruct } from 'constructs';
import type { SharedValue } from './foundation-port';

/*
 * The part of ODMD's base library that this service uses, as types of our own: the library is on no registry that a newcomer has, so nothing here
 * may need it to compile. Source: github.com/ondemandenv/odmd-contracts-base, lib/model/odmd-{build,enver,enver-cdk,cross-refs}.ts.
 */

/** The base library's name today, and the one before it. */
export const BASE_LIBRARY_NAMES = ['@ondemandenv.dev/contracts-lib-base', '@ondemandenv/contracts-lib-base'] as const;

/** What a service hands out, declared on its enver. */
export interface CrossRefProducer extends IConstruct {
  readonly children?: readonly CrossRefProducer[];
}

/** A branch (`b`) or tag (`t`) that an enver is built from. */
export interface SourceRevision {
  readonly type: 'b' | 't';
  readonly value: string;
  /** `b..master`: how `ODMD_rev_ref` names it. */
  toPathPartStr(): string;
}

/** An enver (environment and version) that the platform deploys with CDK. */
export interface CdkEnver extends IConstruct {
  readonly targetRevision: SourceRevision;
  /** Names of the enver's stacks, unique for build and branch. The first is the main one. */
  getRevStackNames(): string[];
}

/** The build that an enver belongs to. */
export interface Build extends IConstruct {
  readonly buildId: string;
}

/** The classes of the base library that the enver is made from. */
export interface BaseLibrary<B extends Build = Build> {
  readonly OdmdEnverCdk: abstract new (
    owner: B,
    targetAWSAccountID: string,
    targetAWSRegion: string,
    targetRevision: SourceRevision,
  ) => CdkEnver;
  readonly OdmdCrossRefConsumer: new (
    consumer: CdkEnver,
    id: string,
    producer: CrossRefProducer,
  ) => IConstruct & SharedValue;
}
