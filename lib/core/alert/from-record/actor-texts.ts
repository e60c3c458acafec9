import { actorOf } from '../../compile/predicate/record-facts';
import type { CloudTrailRecord } from '../../record/record';

/** Every text that a person may know the actor of a record by: ARNs, names, keys and the address. */
export function actorTexts(record: CloudTrailRecord): readonly unknown[] {
  const { userIdentity, sourceIPAddress } = record;
  if (typeof userIdentity !== 'object' || userIdentity === null) return [sourceIPAddress];
  const { arn, userName, accessKeyId, principalId, invokedBy, accountId, sessionContext } = userIdentity;
  const issuer = sessionContext?.sessionIssuer;
  const session = typeof arn === 'string' ? arn.split('/').at(-1) : undefined;
  return [
    ...[arn, userName, accessKeyId, principalId, invokedBy, accountId, session, sourceIPAddress],
    ...[issuer?.arn, issuer?.userName, sessionContext?.sourceIdentity, actorOf(record).name],
  ];
}
