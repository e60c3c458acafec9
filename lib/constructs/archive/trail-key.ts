import { ArnFormat, type Duration, Names, RemovalPolicy, Resource, Stack, Token } from 'aws-cdk-lib';
import type { Grant, IGrantable } from 'aws-cdk-lib/aws-iam';
import { type IKey, Key, type KeyReference } from 'aws-cdk-lib/aws-kms';
import type { Construct, IConstruct } from 'constructs';
import { toKeyStatements } from '../../core/policy/key-statements';
import type { PolicyStatementData } from '../../core/policy/policy-statement-data';
import { checkTrailPartitions, checkTrails, type TrailIdentity } from '../identity/trail-identity';
import { checkBounds, timeBound } from '../preflight/check-bounds';
import { checkName } from '../preflight/check-name';
import { checkArn } from '../preflight/check-partition';
import { within } from '../preflight/construct-error';
import { setDefaultChild } from '../resource/describe-resource';
import { declareRemoval, removeParts } from '../resource/generated-name';
import { managePolicyElsewhere } from '../statement/managed-elsewhere';
import { toPolicyStatement } from '../statement/policy-length';
import { requireStatements } from '../statement/required-statements';
import { checkTrailKeyPolicySize, dependOnDelivery } from './archive-delivery';
import { judgeKeyWhenFinal } from './final-evidence';
import { REMEDIES } from './log-reading';
import {
  grantDecryptAnyLog,
  type ITrailKey,
  toLogGroupStatement,
  toTopicStatements,
} from './trail-key-interface';

/**
 * Properties of `TrailKey`.
 * @stability stable
 */
export interface TrailKeyProps {
  /** The trails that may encrypt with the key. */
  readonly trails: TrailIdentity[];

  /**
   * The key's alias, without `alias/`. Trails in other accounts identify the key by it.
   *
   * @default - a name derived from the construct's path
   */
  readonly aliasName?: string;

  /**
   * The rotation period of the key, from 90 to 2560 days. Old files stay readable: KMS keeps all key material.
   *
   * @default - yearly
   */
  readonly rotationPeriod?: Duration;

  /**
   * Whether the key is a multi-Region key, so that copies of encrypted data can be decrypted in other Regions. Not required by
   * trails or by S3 replication, which re-encrypts the files and treats multi-Region keys as independent keys.
   *
   * Replica keys are created elsewhere, and each has its own policy, which is not managed here. It cannot be changed for an
   * existing key; CloudFormation rejects the update.
   *
   * @default false
   */
  readonly multiRegion?: boolean;

  /**
   * The removal policy of the key. `DESTROY` is for short-lived test environments: data that is encrypted with the key can then
   * never be read again.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;
}

/**
 * A KMS key with exactly the statements that trails need: limited to each trail by its ARN, to each owner by the encryption
 * context, and with `kms:Decrypt`, without which trails cannot be created on a bucket with an S3 Bucket Key. The same
 * statements cover log files and digests.
 *
 * Key rotation is enabled. The key is retained when the stack is deleted, unless `removalPolicy` is set: without it the logs
 * cannot be read.
 *
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-kms-key-policy-for-cloudtrail.html
 *
 * @example
 * import { Stack } from 'aws-cdk-lib';
 * import { LogArchive, type TrailIdentity, TrailKey } from 'cdk-trailwatch';
 *
 * declare const stack: Stack;
 * declare const identity: TrailIdentity;
 * const encryptionKey = new TrailKey(stack, 'Key', { trails: [identity] });
 * new LogArchive(stack, 'Archive', { trails: [identity], encryptionKey });
 * @stability stable
 */
export class TrailKey extends Resource implements ITrailKey {
  /**
   * Uses an existing key. The statements are added to the policy of a key of this app. The policy of an imported key cannot be
   * changed: synthesis fails with the statements to add, unless `policyManagedElsewhere` is set.
   */
  public static fromKey(scope: Construct, id: string, props: TrailKeyAttributes): ITrailKey {
    return new ExistingTrailKey(scope, id, props);
  }

  public readonly key: IKey;
  public readonly trails: TrailIdentity[];

  /** The key's alias, with `alias/`. */
  public readonly aliasName: string;

  constructor(scope: Construct, id: string, props: TrailKeyProps) {
    super(scope, id);
    within(this, () => {
      checkName('aliasName', 'key alias', props.aliasName);
      checkBounds([
        timeBound('rotationPeriod', props.rotationPeriod, {
          unit: 'days',
          least: 90,
          most: 2560,
          isNeeded: true,
        }),
      ]);
    });
    checkTrails(this, props.trails);
    this.trails = [...props.trails];
    const name = props.aliasName ?? `trailwatch/${Names.uniqueResourceName(this, { maxLength: 128 })}`;
    this.aliasName = `alias/${name}`;
    this.key = this.createKey(props);
    declareRemoval(this.key, props.removalPolicy);
    judgeKeyWhenFinal(this, this.key);
    setDefaultChild(this, this.key);
  }

  public get keyRef(): KeyReference {
    return this.key.keyRef;
  }

  public override applyRemovalPolicy(policy: RemovalPolicy): void {
    removeParts(this, policy);
  }

  public keyIdFor(consumer: IConstruct): string {
    const own = Stack.of(this);
    const other = Stack.of(consumer);
    if (isSame(own.account, other.account) && isSame(own.region, other.region)) return this.key.keyArn;
    return own.formatArn({
      service: 'kms',
      resource: this.aliasName,
      arnFormat: ArnFormat.NO_RESOURCE_NAME,
    });
  }

  public grantDecrypt(grantee: IGrantable): Grant {
    return within(this, () => grantDecryptAnyLog(this, grantee));
  }

  public trustDeliveryTopics(): void {
    for (const statement of toTopicStatements(this))
      this.key.addToResourcePolicy(toPolicyStatement(statement));
  }

  public trustLogGroup(logGroupName: string): void {
    const statement = within(this, () => toLogGroupStatement(this, logGroupName));
    this.key.addToResourcePolicy(toPolicyStatement(statement));
  }

  private createKey({ rotationPeriod, multiRegion, removalPolicy }: TrailKeyProps): Key {
    const key = new Key(this, 'Key', {
      description: 'Encrypts CloudTrail log files and digests',
      enableKeyRotation: true,
      rotationPeriod,
      multiRegion,
      removalPolicy: removalPolicy ?? RemovalPolicy.RETAIN,
    });
    for (const statement of toKeyStatements(this.trails.map((trail) => trail._toCoordinates()))) {
      key.addToResourcePolicy(toPolicyStatement(statement));
    }
    checkTrailKeyPolicySize(key);
    // The alias references the key, so a dependency on the alias includes the key.
    dependOnDelivery(this, [key.addAlias(this.aliasName)]);
    return key;
  }
}

/** Two unknown environments are considered equal, as everywhere in the CDK. */
function isSame(one: string, other: string): boolean {
  return one === other || (Token.isUnresolved(one) && Token.isUnresolved(other));
}

/**
 * Properties of a trail key with an existing key.
 * @stability stable
 */
export interface TrailKeyAttributes {
  /** The key: created in this app, or imported. Symmetric, and in the Region of the archive's bucket. */
  readonly key: IKey;

  /** The trails that encrypt with the key. */
  readonly trails: TrailIdentity[];

  /**
   * Whether the key policy already contains the statements that the trails and readers of this app need, or will before they
   * are created. If true, nothing is added to it, and an imported key is not an error. A note lists the statements for readers
   * in other accounts, which must be added before those are deployed.
   *
   * @default false
   */
  readonly policyManagedElsewhere?: boolean;
}

class ExistingTrailKey extends Resource implements ITrailKey {
  public readonly key: IKey;
  public readonly trails: TrailIdentity[];
  private readonly managedElsewhere: boolean;

  constructor(scope: Construct, id: string, props: TrailKeyAttributes) {
    super(scope, id, props.key.env);
    this.key = props.key;
    within(this, () => checkArn(this, { property: 'key', service: 'kms' }, props.key.keyArn));
    checkTrailPartitions(this, props.trails);
    this.trails = [...props.trails];
    this.managedElsewhere = props.policyManagedElsewhere ?? false;
    if (this.managedElsewhere)
      managePolicyElsewhere(this, { resource: this.key, noun: 'key', arn: this.key.keyArn });
    judgeKeyWhenFinal(this, props.key);
    this.require(toKeyStatements(this.trails.map((trail) => trail._toCoordinates())));
  }

  public get keyRef(): KeyReference {
    return this.key.keyRef;
  }

  public override applyRemovalPolicy(policy: RemovalPolicy): void {
    this.key.applyRemovalPolicy(policy);
  }

  public keyIdFor(_consumer: IConstruct): string {
    return this.key.keyArn;
  }

  public grantDecrypt(grantee: IGrantable): Grant {
    return within(this, () => grantDecryptAnyLog(this, grantee));
  }

  public trustDeliveryTopics(): void {
    this.require(toTopicStatements(this));
  }

  public trustLogGroup(logGroupName: string): void {
    this.require([within(this, () => toLogGroupStatement(this, logGroupName))]);
  }

  private require(statements: readonly PolicyStatementData[]): void {
    const { key, managedElsewhere } = this;
    requireStatements(
      {
        scope: this,
        noun: 'key',
        arn: key.keyArn,
        add: (statement) => key.addToResourcePolicy(statement),
        remedy: REMEDIES.key,
        managedElsewhere,
      },
      statements,
    );
  }
}
