import { Stack, Token } from 'aws-cdk-lib';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import type { IConstruct } from 'constructs';
import { LAKE_QUERY_ACTIONS } from '../../core/policy/lake/lake-statements';
import { checkArn } from '../preflight/check-partition';
import { errorAt, within } from '../preflight/construct-error';
import { isKnownDifference } from '../preflight/preflight-check';
import { refusalOf } from '../preflight/report-finding';
import type { IEventDataStore } from './event-data-store-props';

/** A kind of ARN whose last part CloudTrail generates, and the property that contains it. */
export interface LakeArnKind {
  readonly property: string;
  /** Such as `an event data store`. */
  readonly noun: string;
  /** The resource type in the ARN, such as `eventdatastore`. */
  readonly type: string;
}

/** Whether it is an ARN of the kind, or not known at synthesis. */
export function isLakeArn({ type }: LakeArnKind, arn: string): boolean {
  const pattern = `^arn:[^:]+:cloudtrail:[a-z0-9-]+:\\d{12}:${type}/[0-9A-Za-z-]+$`;
  return Token.isUnresolved(arn) || new RegExp(pattern).test(arn);
}

/** Throws on an ARN of another kind, or of another partition than the stack. */
export function checkLakeArn(scope: IConstruct, kind: LakeArnKind, arn: string): void {
  const { property, noun, type } = kind;
  if (!isLakeArn(kind, arn)) {
    throw errorAt(
      scope,
      `${property} '${arn}' is not the ARN of ${noun}; it looks like ` +
        `arn:aws:cloudtrail:eu-central-1:111122223333:${type}/0a1b2c3d-0000-4000-8000-000000000000`,
    );
  }
  within(scope, () => checkArn(scope, { property, service: 'cloudtrail' }, arn));
}

/** Throws on a store of another account or Region than the construct, as far as both are known. */
export function checkStorePlace(scope: IConstruct, property: string, { env, node }: IEventDataStore): void {
  const { account, region } = Stack.of(scope);
  if (!isKnownDifference(env.account, account) && !isKnownDifference(env.region, region)) return;
  throw refusalOf(
    'storeElsewhere',
    `${property}: '${node.path}' is in account '${env.account}' and Region '${env.region}', and '${scope.node.path}' in '${account}' and '${region}'`,
  );
}

/** Grants queries of a store, and the use of its key. */
export function grantStoreQuery(store: IEventDataStore, grantee: IGrantable): Grant {
  const { eventDataStoreArn, encryptionKey } = store;
  const grant = Grant.addToPrincipalOrResource({
    grantee,
    actions: [...LAKE_QUERY_ACTIONS],
    resourceArns: [eventDataStoreArn],
    resource: store,
  });
  if (encryptionKey === undefined) return grant;
  return grant.combine(encryptionKey.grant(grantee, 'kms:Decrypt', 'kms:GenerateDataKey'));
}
