import type { JsonObject } from '../../json/json-value';
import { objectOf, objectsOf } from './read-properties';

/**
 * What the replication rules of a bucket do, one feature at a time, so that a difference names nothing but the feature. A rule
 * that is disabled replicates nothing, and what a rule leaves out is disabled.
 *
 * @param configuration as CloudFormation writes it
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-s3-bucket-replicationrule.html
 */
export function replicationFeatures({ Rules }: JsonObject): readonly string[] {
  return objectsOf(Rules)
    .filter(({ Status }) => Status === 'Enabled')
    .flatMap((rule) => {
      const bucket = String(objectOf(rule.Destination).Bucket).split(':').at(-1);
      const features = [filterOf(rule), ...destinationOf(rule), ...switchesOf(rule)];
      return features.map((feature) => `to ${bucket}: ${feature}`);
    });
}

function filterOf({ Filter, Prefix }: JsonObject): string {
  const { And, Prefix: own, TagFilter } = objectOf(Filter);
  const { Prefix: joined, TagFilters } = objectOf(And);
  const prefix = Prefix ?? own ?? joined ?? '';
  const tags = [objectOf(TagFilter), ...objectsOf(TagFilters)]
    .filter(({ Key }) => Key !== undefined)
    .map(({ Key, Value }) => `${String(Key)}=${String(Value)}`);
  const conditions = [
    ...(prefix === '' ? [] : [`below ${String(prefix)}`]),
    ...(tags.length > 0 ? [`tagged ${tags.sort().join(' ')}`] : []),
  ];
  return conditions.length === 0 ? 'all objects' : `objects ${conditions.join(' ')}`;
}

function destinationOf({ Destination }: JsonObject): readonly string[] {
  const destination = objectOf(Destination);
  const key = objectOf(destination.EncryptionConfiguration).ReplicaKmsKeyID;
  const owner = objectOf(destination.AccessControlTranslation).Owner;
  const minutes = objectOf(objectOf(destination.ReplicationTime).Time).Minutes;
  return [
    ...(destination.Account === undefined ? [] : [`account ${String(destination.Account)}`]),
    ...(destination.StorageClass === undefined ? [] : [`storage class ${String(destination.StorageClass)}`]),
    ...(key === undefined ? [] : [`key ${String(key)}`]),
    ...(owner === undefined ? [] : [`owner ${String(owner)}`]),
    ...(isEnabled(destination.ReplicationTime) ? [`within ${String(minutes)} minutes`] : []),
    ...(isEnabled(destination.Metrics) ? ['metrics'] : []),
  ];
}

function switchesOf(rule: JsonObject): readonly string[] {
  const { SseKmsEncryptedObjects, ReplicaModifications } = objectOf(rule.SourceSelectionCriteria);
  return [
    ...(isEnabled(SseKmsEncryptedObjects) ? ['files encrypted by KMS'] : []),
    ...(isEnabled(ReplicaModifications) ? ['changes of replicas'] : []),
    ...(isEnabled(rule.DeleteMarkerReplication) ? ['delete markers'] : []),
    ...(isEnabled(rule.ExistingObjectReplication) ? ['existing objects'] : []),
  ];
}

function isEnabled(value: JsonObject[string]): boolean {
  return objectOf(value).Status === 'Enabled';
}
