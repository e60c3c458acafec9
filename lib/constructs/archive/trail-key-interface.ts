import { ArnFormat, Aws, type IResource, Stack } from 'aws-cdk-lib';
import type { Grant, IGrantable } from 'aws-cdk-lib/aws-iam';
import type { IKey, IKeyRef } from 'aws-cdk-lib/aws-kms';
import type { IConstruct } from 'constructs';
import { toLogGroupKeyStatement } from '../../core/policy/key-statements';
import type { PolicyStatementData } from '../../core/policy/policy-statement-data';
import { toDecryptAnyLogStatement } from '../../core/policy/reader-statements';
import { toDeliveryTopicKeyStatement } from '../../core/policy/topic-statements';
import { onlyOrganization, type TrailIdentity } from '../identity/trail-identity';
import { checkName } from '../preflight/check-name';
import { grantStatement } from '../statement/grant-statement';

/** A KMS key that certain trails encrypt their files with. */
export interface ITrailKey extends IResource, IKeyRef {
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
   * Grants permission to decrypt whatever CloudTrail encrypted with this key: a role, an account, or an organization
   * (`OrganizationPrincipal`), on the terms of `LogArchive.grantRead`. Prefer that one, which is bound to the archive's
   * bucket and lets read as well.
   */
  grantDecrypt(grantee: IGrantable): Grant;

  /** Lets the trails announce deliveries on SNS topics that are encrypted with this key. */
  trustDeliveryTopics(): void;

  /**
   * Lets CloudWatch Logs encrypt one log group with this key, and no other: a group of the key's own account and
   * Region, by its name, because a reference to the group would be circular.
   */
  trustLogGroup(logGroupName: string): void;
}

/** What the key's policy must hold for topics that its trails announce deliveries on. */
export function toTopicStatement({ trails }: ITrailKey): PolicyStatementData {
  return toDeliveryTopicKeyStatement(trails.map((trail) => trail._toCoordinates()));
}

/** What the key's policy must hold for a log group of its own account and Region. */
export function toLogGroupStatement(trailKey: ITrailKey, logGroupName: string): PolicyStatementData {
  checkName('logGroupName', 'log group name', logGroupName);
  const { account, region } = trailKey.key.env;
  const logGroupArn = Stack.of(trailKey).formatArn({
    service: 'logs',
    account,
    region,
    resource: 'log-group',
    resourceName: logGroupName,
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
  return toLogGroupKeyStatement({ logGroupArn, logsService: `logs.${region}.${Aws.URL_SUFFIX}` });
}

/** Lets the grantee decrypt whatever CloudTrail encrypted with the key. */
export function grantDecryptAnyLog({ key, trails }: ITrailKey, grantee: IGrantable): Grant {
  return grantStatement(toDecryptAnyLogStatement(key.keyArn), {
    grantee,
    resource: key,
    organizationId: onlyOrganization(trails),
    ownStatement: toDecryptAnyLogStatement('*'),
  });
}
