import { ArnFormat, Names, RemovalPolicy, Stack, Token } from 'aws-cdk-lib';
import type { Grant, IGrantable } from 'aws-cdk-lib/aws-iam';
import { type IKey, Key } from 'aws-cdk-lib/aws-kms';
import { Construct, type IConstruct } from 'constructs';
import { toKeyStatements } from '../../core/policy/key-statements';
import { toDecryptAnyLogStatement } from '../../core/policy/reader-statements';
import { checkName } from '../check-name';
import { grantStatement } from '../grant-statement';
import { toPolicyStatement } from '../to-policy-statement';
import type { TrailIdentity } from '../trail/trail-identity';
import { requireStatements } from './required-statements';

/** A KMS key that certain trails encrypt their files with. */
export interface ITrailKey extends IConstruct {
  /** The key itself. */
  readonly key: IKey;

  /** The trails that the key's policy trusts. */
  readonly trails: TrailIdentity[];

  /**
   * How a resource of `consumer`'s stack names the key: by its ARN in the key's own account and Region, by its
   * alias's ARN elsewhere, because only the alias is known before the key is there.
   */
  keyIdFor(consumer: IConstruct): string;

  /**
   * Lets somebody decrypt whatever CloudTrail encrypted with this key. Prefer `LogArchive.grantRead`, which is
   * bound to the archive's bucket and lets read as well.
   */
  grantDecrypt(grantee: IGrantable): Grant;
}

/** What a `TrailKey` is made from. */
export interface TrailKeyProps {
  /** The trails that may encrypt with the key. */
  readonly trails: TrailIdentity[];

  /**
   * The key's alias, without `alias/`. Trails in other accounts name the key by it.
   *
   * @default - a name made from the construct's path
   */
  readonly aliasName?: string;
}

/** How an existing key becomes a trail key. */
export interface ImportedTrailKeyProps {
  /** The key: made in this app, or imported. Symmetric, and in the Region of the archive's bucket. */
  readonly key: IKey;

  /** The trails that encrypt with the key. */
  readonly trails: TrailIdentity[];

  /**
   * Says that the key's policy already holds what the trails need, or will before they are created. Then nothing
   * is added to it, and an imported key is no error.
   *
   * @default false
   */
  readonly policyManagedElsewhere?: boolean;
}

/**
 * A KMS key with exactly the statements that trails need: bound to each trail by its ARN, and with `kms:Decrypt`,
 * without which trails cannot be created on a bucket with an S3 Bucket Key.
 *
 * The key rotates yearly. It is retained when the stack is deleted, always: without it the logs cannot be read
 * again.
 *
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-kms-key-policy-for-cloudtrail.html
 */
export class TrailKey extends Construct implements ITrailKey {
  /**
   * Takes a key that is there already. A key of this app gets the statements added; an imported one cannot, and
   * synth then fails with the statements to add, unless `policyManagedElsewhere` is set.
   */
  public static fromKey(scope: Construct, id: string, props: ImportedTrailKeyProps): ITrailKey {
    return new ExistingTrailKey(scope, id, props);
  }

  public readonly key: IKey;
  public readonly trails: TrailIdentity[];

  /** The key's alias, with `alias/`. */
  public readonly aliasName: string;

  constructor(scope: Construct, id: string, props: TrailKeyProps) {
    super(scope, id);
    checkName('aliasName', 'key alias', props.aliasName);
    this.trails = [...props.trails];
    const name = props.aliasName ?? `trailwatch/${Names.uniqueResourceName(this, { maxLength: 128 })}`;
    this.aliasName = `alias/${name}`;
    this.key = this.createKey();
  }

  private createKey(): Key {
    const key = new Key(this, 'Key', {
      alias: this.aliasName,
      description: 'Encrypts CloudTrail log files and digests',
      enableKeyRotation: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    for (const statement of toKeyStatements(this.trails.map((trail) => trail._toCoordinates()))) {
      key.addToResourcePolicy(toPolicyStatement(statement));
    }
    return key;
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
    return grantDecryptAnyLog(this.key, grantee);
  }
}

/** A key that was there before. */
class ExistingTrailKey extends Construct implements ITrailKey {
  public readonly key: IKey;
  public readonly trails: TrailIdentity[];

  constructor(scope: Construct, id: string, props: ImportedTrailKeyProps) {
    super(scope, id);
    this.key = props.key;
    this.trails = [...props.trails];
    requireStatements(
      {
        scope: this,
        noun: 'key',
        arn: props.key.keyArn,
        add: (statement) => props.key.addToResourcePolicy(statement),
        managedElsewhere: props.policyManagedElsewhere ?? false,
      },
      toKeyStatements(this.trails.map((trail) => trail._toCoordinates())),
    );
  }

  public keyIdFor(_consumer: IConstruct): string {
    return this.key.keyArn;
  }

  public grantDecrypt(grantee: IGrantable): Grant {
    return grantDecryptAnyLog(this.key, grantee);
  }
}

/** Two environments that are not known count as the same, as everywhere in the CDK. */
function isSame(one: string, other: string): boolean {
  return one === other || (Token.isUnresolved(one) && Token.isUnresolved(other));
}

function grantDecryptAnyLog(key: IKey, grantee: IGrantable): Grant {
  return grantStatement(toDecryptAnyLogStatement(key.keyArn), {
    grantee,
    resource: key,
    ownStatement: toDecryptAnyLogStatement('*'),
  });
}
