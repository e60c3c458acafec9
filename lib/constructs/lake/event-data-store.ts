import { Arn, ArnFormat, Names, RemovalPolicy, Resource, Stack } from 'aws-cdk-lib';
import {
  CfnEventDataStore,
  type CfnEventDataStoreProps,
  type EventDataStoreReference,
} from 'aws-cdk-lib/aws-cloudtrail';
import type { AddToResourcePolicyResult, Grant, IGrantable, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import {
  STORE_POLICY_ACTIONS,
  type StoreCoordinates,
  toStoreKeyStatements,
} from '../../core/policy/lake/lake-statements';
import { describeSelection } from '../../core/review/metadata/describe-selection';
import { toTrailProperties } from '../../core/selector/to-trail-properties';
import { keepNameUnique } from '../preflight/check-name';
import { namingTokens, within } from '../preflight/construct-error';
import { refusalOf } from '../preflight/report-finding';
import { describeResource } from '../resource/describe-resource';
import { describeRemoval } from '../resource/describe-retention';
import { removeParts } from '../resource/generated-name';
import { checkKeyRegion } from '../resource/own-key';
import { requireStatements } from '../statement/required-statements';
import { checkEventDataStore } from './check-event-data-store';
import type { EventDataStoreProps, IEventDataStore } from './event-data-store-props';
import { checkLakeArn, grantStoreQuery, isLakeArn } from './lake-arn';
import { LakeEvents } from './lake-events';
import { grantFederatedRead } from './lake-federation';
import { LakePolicy } from './lake-policy';
import { LakeRetention } from './lake-retention';

const KIND = { property: 'eventDataStoreArn', noun: 'an event data store', type: 'eventdatastore' };

/** An existing event data store. Its key, if it has one, must allow principals that query. */
class ImportedEventDataStore extends Resource implements IEventDataStore {
  constructor(
    scope: Construct,
    id: string,
    public readonly eventDataStoreArn: string,
  ) {
    super(scope, id, isLakeArn(KIND, eventDataStoreArn) ? { environmentFromArn: eventDataStoreArn } : {});
    checkLakeArn(this, KIND, eventDataStoreArn);
  }

  public get eventDataStoreId(): string {
    return toStoreId(this.eventDataStoreArn);
  }

  public get eventDataStoreRef(): EventDataStoreReference {
    return { eventDataStoreArn: this.eventDataStoreArn };
  }

  public grantQuery(grantee: IGrantable): Grant {
    return grantStoreQuery(this, grantee);
  }

  /** CloudTrail replaces the whole policy of a store, and the current one is not known at synthesis. */
  public addToResourcePolicy(): AddToResourcePolicyResult {
    return { statementAdded: false };
  }
}

/**
 * An event data store of CloudTrail Lake: events of CloudTrail, AWS Config, Audit Manager or other sources, kept for years and
 * queried by SQL.
 *
 * Since 2026-05-31, AWS creates stores only for accounts that used Lake before. Use an existing store with
 * `fromEventDataStoreArn`; a new one adds a warning. It is retained when the stack is deleted, and has termination protection
 * by default.
 *
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-lake.html
 *
 * @example
 * import { Stack } from 'aws-cdk-lib';
 * import { Role } from 'aws-cdk-lib/aws-iam';
 * import { EventDataStore, LakeEvents } from 'cdk-trailwatch';
 *
 * declare const stack: Stack;
 * declare const analyst: Role;
 * const store = EventDataStore.fromEventDataStoreArn(
 *   stack,
 *   'Lake',
 *   'arn:aws:cloudtrail:eu-central-1:111122223333:eventdatastore/0a1b2c3d-0000-4000-8000-000000000000',
 * );
 * store.grantQuery(analyst);
 * new EventDataStore(stack, 'Configuration', { events: LakeEvents.configurationItems() });
 */
export class EventDataStore extends Resource implements IEventDataStore {
  /** Uses an existing event data store. */
  public static fromEventDataStoreArn(
    scope: Construct,
    id: string,
    eventDataStoreArn: string,
  ): IEventDataStore {
    return new ImportedEventDataStore(scope, id, eventDataStoreArn);
  }

  public readonly eventDataStoreArn: string;
  public readonly eventDataStoreId: string;
  public readonly eventDataStoreRef: EventDataStoreReference;
  public readonly encryptionKey?: IKey;

  /** The store's name. */
  public readonly eventDataStoreName: string;

  /** @internal */
  public readonly _category: string;

  /** The account that owns the store, if it is not the stack's account. @internal */
  public readonly _managementAccount?: string;

  /** @internal */
  public readonly _retentionDays: number;

  private readonly policy: LakePolicy;

  constructor(scope: Construct, id: string, props: EventDataStoreProps = {}) {
    super(scope, id);
    const { events = LakeEvents.cloudTrail(), retention = LakeRetention.extendable() } = props;
    within(this, () => {
      checkEventDataStore(this, events, props);
      checkDestination(props.insightsDestination);
    });
    this._category = events._category;
    this._managementAccount = props.organizationManagementAccount;
    this._retentionDays = retention._days;
    checkKeyRegion(this, props.encryptionKey, 'event data store');
    this.encryptionKey = props.encryptionKey;
    this.eventDataStoreName =
      props.eventDataStoreName ?? Names.uniqueResourceName(this, { maxLength: 128, separator: '-' });
    const own = { kind: 'event data store', name: this.eventDataStoreName, property: 'eventDataStoreName' };
    keepNameUnique(this, own);
    this.letStoreUseKey(props);
    const store = this.createStore(events, props);
    describeResource(store, () => ({
      construct: 'EventDataStore',
      Selectors: describeSelection(namingTokens(this, events._selection)),
      Retention: [
        ['Events', `expire after ${retention._days} days (${retention._billingMode})`],
        ['Termination protection', (props.terminationProtection ?? true) ? 'on' : 'off'],
        ['Removed from the stack', describeRemoval(store)],
      ],
    }));
    this.eventDataStoreArn = store.attrEventDataStoreArn;
    this.eventDataStoreId = toStoreId(this.eventDataStoreArn);
    this.eventDataStoreRef = store.eventDataStoreRef;
    this.policy = new LakePolicy(this, this.eventDataStoreArn, {
      noun: 'an event data store',
      actions: STORE_POLICY_ACTIONS,
    });
  }

  /** Applies to the store and its policy. */
  public override applyRemovalPolicy(policy: RemovalPolicy): void {
    removeParts(this, policy);
  }

  public grantQuery(grantee: IGrantable): Grant {
    return grantStoreQuery(this, grantee);
  }

  public addToResourcePolicy(statement: PolicyStatement): AddToResourcePolicyResult {
    return this.policy.add(statement);
  }

  private createStore(events: LakeEvents, props: EventDataStoreProps): CfnEventDataStore {
    const { retention = LakeRetention.extendable(), ingestion = true, federation } = props;
    const role = federation?._roleIn(this);
    const store = new CfnEventDataStore(this, 'Resource', {
      name: this.eventDataStoreName,
      billingMode: retention._billingMode,
      retentionPeriod: retention._days,
      multiRegionEnabled: props.multiRegion ?? true,
      organizationEnabled: props.organizationManagementAccount !== undefined,
      terminationProtectionEnabled: props.terminationProtection ?? true,
      ingestionEnabled: ingestion ? undefined : false,
      kmsKeyId: props.encryptionKey?.keyArn,
      insightsDestination: props.insightsDestination?.eventDataStoreArn,
      federationEnabled: role === undefined ? undefined : true,
      federationRoleArn: role?.roleArn,
      ...toEnrichment(props),
      ...toSelectors(events),
    });
    store.applyRemovalPolicy(props.removalPolicy ?? RemovalPolicy.RETAIN);
    if (role !== undefined) {
      const { encryptionKey } = props;
      grantFederatedRead(role, {
        eventDataStoreArn: store.attrEventDataStoreArn,
        ...(encryptionKey === undefined ? {} : { encryptionKey }),
      });
    }
    return store;
  }

  /** The policy is a property of the key, which the store references: no other dependency is needed. */
  private letStoreUseKey(props: EventDataStoreProps): void {
    const { encryptionKey: key, keyPolicyManagedElsewhere: managedElsewhere = false } = props;
    if (key === undefined) return;
    const owner = {
      ...{ scope: this, noun: 'key', arn: key.keyArn, managedElsewhere },
      remedy: 'keyPolicyManagedElsewhere: true',
      add: key.addToResourcePolicy.bind(key),
    };
    requireStatements(owner, toStoreKeyStatements(coordinatesOf(this, props)));
  }
}

/** The events of an imported store are not known at synthesis. */
function checkDestination(destination: IEventDataStore | undefined): void {
  if (!(destination instanceof EventDataStore) || destination._category === 'Insight') return;
  const found = `insightsDestination: '${destination.node.path}' does not collect Insights events`;
  throw refusalOf('insightsDestination', found);
}

/** The Region of the store, and the account that owns it. */
function coordinatesOf(scope: Construct, props: EventDataStoreProps): StoreCoordinates {
  const { partition, region, account } = Stack.of(scope);
  return { partition, region, account: props.organizationManagementAccount ?? account };
}

/** Context requires the large event size. */
function toEnrichment({ enrichment }: EventDataStoreProps): Partial<CfnEventDataStoreProps> {
  if (enrichment === undefined) return {};
  const { tagKeys, conditionKeys } = enrichment;
  return {
    maxEventSize: 'Large',
    contextKeySelectors: [
      ...(tagKeys === undefined ? [] : [{ type: 'TagContext', equalTo: tagKeys }]),
      ...(conditionKeys === undefined ? [] : [{ type: 'RequestContext', equalTo: conditionKeys }]),
    ],
  };
}

function toSelectors({ _selection }: LakeEvents): Partial<CfnEventDataStoreProps> {
  const { advancedEventSelectors, insightSelectors } = toTrailProperties(_selection);
  return {
    advancedEventSelectors: advancedEventSelectors as CfnEventDataStoreProps['advancedEventSelectors'],
    insightSelectors: insightSelectors?.map(({ insightType }) => ({ insightType })),
  };
}

/** The id that queries use after `FROM`. */
function toStoreId(arn: string): string {
  return Arn.split(arn, ArnFormat.SLASH_RESOURCE_NAME).resourceName ?? '';
}
