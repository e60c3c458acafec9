import { type RemovalPolicy, Resource } from 'aws-cdk-lib';
import type { Grant, IGrantable } from 'aws-cdk-lib/aws-iam';
import type { IKey, KeyReference } from 'aws-cdk-lib/aws-kms';
import type { Construct, IConstruct } from 'constructs';
import { toKeyStatements } from '../../core/policy/key-statements';
import type { PolicyStatementData } from '../../core/policy/policy-statement-data';
import { checkTrailPartitions, type TrailIdentity } from '../identity/trail-identity';
import { checkArn } from '../preflight/check-partition';
import { within } from '../preflight/construct-error';
import { managePolicyElsewhere } from '../statement/managed-elsewhere';
import { requireStatements } from '../statement/required-statements';
import { REMEDIES } from './log-reading';
import {
  grantDecryptAnyLog,
  type ITrailKey,
  toLogGroupStatement,
  toTopicStatement,
} from './trail-key-interface';

/** Properties of a trail key with an existing key. */
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

/** An existing key. */
export class ExistingTrailKey extends Resource implements ITrailKey {
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
    this.require([toTopicStatement(this)]);
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
