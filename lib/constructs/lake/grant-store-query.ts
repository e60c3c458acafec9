import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import { LAKE_QUERY_ACTIONS } from '../../core/policy/lake-statements';
import type { IEventDataStore } from './event-data-store-interface';

/** Grants the queries of a store, and its key. */
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
