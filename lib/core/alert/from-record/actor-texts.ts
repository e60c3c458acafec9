import { actorOf, identity, origin } from '../../compile/predicate/record-facts';
import type { CloudTrailRecord } from '../../record/record';

/** Every text that a person may know the actor of a record by: ARNs, names, keys and the address. */
export function actorTexts(record: CloudTrailRecord): readonly unknown[] {
  const { arn, userName, accessKey, principalId, invokedBy, accountId, person } = identity;
  const parts = [arn, userName, accessKey, principalId, invokedBy, accountId, person];
  const ofSession = [identity.issuer, identity.issuerName, identity.sourceIdentity];
  const texts = [...parts, ...ofSession].map((read) => read(record));
  return [...texts, texts[0]?.split('/').at(-1), origin.source(record), actorOf(record).name];
}
