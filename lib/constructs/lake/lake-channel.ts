import { type IResource, Names, Resource, Token } from 'aws-cdk-lib';
import { CfnChannel, type ChannelReference, type IChannelRef } from 'aws-cdk-lib/aws-cloudtrail';
import {
  AccountPrincipal,
  type AddToResourcePolicyResult,
  Grant,
  type IGrantable,
  PolicyStatement,
} from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { CHANNEL_POLICY_ACTIONS } from '../../core/policy/lake/lake-statements';
import { checkName, keepNameUnique } from '../preflight/check-name';
import { within } from '../preflight/construct-error';
import { EventDataStore } from './event-data-store';
import type { IEventDataStore } from './event-data-store-props';
import { checkLakeArn, isLakeArn } from './lake-arn';
import { LakePolicy } from './lake-policy';

const KIND = { property: 'channelArn', noun: 'a channel', type: 'channel' };

class ImportedLakeChannel extends Resource implements ILakeChannel {
  constructor(
    scope: Construct,
    id: string,
    public readonly channelArn: string,
  ) {
    super(scope, id, isLakeArn(KIND, channelArn) ? { environmentFromArn: channelArn } : {});
    checkLakeArn(this, KIND, channelArn);
  }

  public get channelRef(): ChannelReference {
    return { channelArn: this.channelArn };
  }

  public grantPutAuditEvents(grantee: IGrantable): Grant {
    return grantPutAuditEvents(this, grantee);
  }

  /** CloudTrail replaces the whole policy of a channel, and the current one is not known at synthesis. */
  public addToResourcePolicy(): AddToResourcePolicyResult {
    return { statementAdded: false };
  }
}

const MAX_STORES = 200;
const CUSTOM = 'Custom';

/** Properties of `LakeChannel`. */
export interface LakeChannelProps {
  /** The stores that receive the events: 1 to 200, each of `LakeEvents.integrations()`. */
  readonly eventDataStores: IEventDataStore[];

  /**
   * The source of the events: a partner as CloudTrail names it, such as `OktaSystemLogEvents`, or `Custom` for your own
   * applications. It cannot be changed, and an account has one channel per partner in a Region.
   *
   * @default Custom
   */
  readonly source?: string;

  /**
   * The channel's name.
   *
   * @default - a name derived from the construct's path
   */
  readonly channelName?: string;
}

/** The external principals that may send events through a channel, in addition to those of its own account. */
export interface LakeChannelPartner {
  /** The accounts of the partner, 12 digits each; at most 50. */
  readonly accounts: string[];

  /** The external ID that the partner sends with each request, so that events of its other customers are not accepted. */
  readonly externalId: string;
}

/**
 * A channel of CloudTrail Lake, which ingests events from outside AWS into event data stores: an application calls
 * `PutAuditEvents` of `cloudtrail-data` with the ARN of the channel, up to 100 events at a time.
 *
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/query-event-data-store-integration.html
 *
 * @example
 * import { Stack } from 'aws-cdk-lib';
 * import { Role } from 'aws-cdk-lib/aws-iam';
 * import { EventDataStore, LakeChannel, LakeEvents } from 'cdk-trailwatch';
 *
 * declare const stack: Stack;
 * declare const application: Role;
 * const store = new EventDataStore(stack, 'Activity', { events: LakeEvents.integrations() });
 * const channel = new LakeChannel(stack, 'Channel', { eventDataStores: [store] });
 * channel.grantPutAuditEvents(application);
 */
export class LakeChannel extends Resource implements ILakeChannel {
  /** Uses an existing channel. */
  public static fromChannelArn(scope: Construct, id: string, channelArn: string): ILakeChannel {
    return new ImportedLakeChannel(scope, id, channelArn);
  }

  public readonly channelArn: string;
  public readonly channelRef: ChannelReference;

  private readonly policy: LakePolicy;

  constructor(scope: Construct, id: string, props: LakeChannelProps) {
    super(scope, id);
    within(this, () => checkProps(props));
    const name = props.channelName ?? Names.uniqueResourceName(this, { maxLength: 128, separator: '-' });
    keepNameUnique(this, { kind: 'channel', name, property: 'channelName' });
    const channel = new CfnChannel(this, 'Resource', {
      name,
      source: props.source ?? CUSTOM,
      destinations: props.eventDataStores.map(({ eventDataStoreArn }) => ({
        type: 'EVENT_DATA_STORE',
        location: eventDataStoreArn,
      })),
    });
    this.channelArn = channel.attrChannelArn;
    this.channelRef = channel.channelRef;
    const takes = { noun: 'a channel', actions: CHANNEL_POLICY_ACTIONS };
    this.policy = new LakePolicy(this, this.channelArn, takes);
  }

  public grantPutAuditEvents(grantee: IGrantable): Grant {
    return grantPutAuditEvents(this, grantee);
  }

  /** Allows a partner to send events, with an external ID. */
  public admitPartner(partner: LakeChannelPartner): void {
    const { accounts, externalId } = partner;
    within(this, () => checkPartner(partner));
    this.addToResourcePolicy(
      new PolicyStatement({
        actions: [...CHANNEL_POLICY_ACTIONS],
        principals: accounts.map((account) => new AccountPrincipal(account)),
        conditions: { StringEquals: { 'cloudtrail:ExternalId': externalId } },
      }),
    );
  }

  public addToResourcePolicy(statement: PolicyStatement): AddToResourcePolicyResult {
    return this.policy.add(statement);
  }
}

function checkProps({ eventDataStores, channelName, source }: LakeChannelProps): void {
  checkName('channelName', 'channel name', channelName);
  const { length } = eventDataStores;
  if (length === 0 || length > MAX_STORES) {
    throw new Error(`eventDataStores has ${length} stores; a channel allows 1 to ${MAX_STORES}`);
  }
  const other = eventDataStores.find(
    (store) => store instanceof EventDataStore && store._category !== 'ActivityAuditLog',
  );
  if (other !== undefined) {
    throw new Error(
      `eventDataStores: '${other.node.path}' does not collect events of integrations; create it with LakeEvents.integrations()`,
    );
  }
  if (source === undefined || Token.isUnresolved(source) || (source !== '' && source.length <= 256)) return;
  throw new Error(`source has ${source.length} characters; it must have 1 to 256`);
}

const MAX_ACCOUNTS = 50;

function checkPartner({ accounts, externalId }: LakeChannelPartner): void {
  for (const account of accounts) checkName('accounts', 'account id', account);
  checkName('externalId', 'external id', externalId);
  if (accounts.length > 0 && accounts.length <= MAX_ACCOUNTS) return;
  throw new Error(
    `accounts has ${accounts.length} accounts; a statement of a channel policy allows 1 to ${MAX_ACCOUNTS}`,
  );
}

/** Grants permission to send events through a channel. */
function grantPutAuditEvents(channel: ILakeChannel, grantee: IGrantable): Grant {
  return Grant.addToPrincipalOrResource({
    grantee,
    actions: [...CHANNEL_POLICY_ACTIONS],
    resourceArns: [channel.channelArn],
    resource: channel,
  });
}

/** Represents a channel of CloudTrail Lake. */
export interface ILakeChannel extends IResource, IChannelRef {
  /** The channel's ARN, which `PutAuditEvents` takes. */
  readonly channelArn: string;

  /**
   * Grants permission to send events through the channel. For a principal in another account, the permission is also added to
   * the channel's policy.
   */
  grantPutAuditEvents(grantee: IGrantable): Grant;

  /**
   * Adds a statement to the channel's resource policy, which allows `cloudtrail-data:PutAuditEvents` only. The policy of an
   * imported channel cannot be changed: the result says so.
   */
  addToResourcePolicy(statement: PolicyStatement): AddToResourcePolicyResult;
}
