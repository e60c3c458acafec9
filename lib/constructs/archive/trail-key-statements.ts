import { ArnFormat, Aws, Stack } from 'aws-cdk-lib';
import type { Grant, IGrantable } from 'aws-cdk-lib/aws-iam';
import { toLogGroupKeyStatement } from '../../core/policy/key-statements';
import type { PolicyStatementData } from '../../core/policy/policy-statement-data';
import { toDecryptAnyLogStatement } from '../../core/policy/reader-statements';
import { toDeliveryTopicKeyStatement } from '../../core/policy/topic-statements';
import { onlyOrganization } from '../identity/only-organization';
import { checkName } from '../preflight/check-name';
import { grantStatement } from '../statement/grant-statement';
import type { ITrailKey } from './trail-key-interface';

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
