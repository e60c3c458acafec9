import { listAt, objectAt, requestOf, textAt } from '../../fact/text-at';
import { canonicalText } from '../../json/canonical-text';
import type { CloudTrailRecord } from '../../record/record';
import { type LastingKind, type Names, named, regional } from './lasting-kind';

/** Rules of a security group have no names in most calls: they are the same if the call says the same. */
function openings(record: CloudTrailRecord): readonly Names[] {
  const request = requestOf(record);
  const group = textAt(request, 'groupId');
  const permissions = objectAt(request, 'ipPermissions');
  if (group === undefined || permissions === undefined) return [];
  const rules = listAt(record, 'responseElements', 'securityGroupRuleSet', 'items');
  const ids = rules.flatMap((rule) => textAt(rule, 'securityGroupRuleId') ?? []);
  return [{ parts: [group, canonicalText(permissions)], ids }];
}

/** With whom a snapshot or an image can be shared, by the member of the call and the option of the command. */
const SHARED_WITH = {
  userId: () => '--user-ids',
  group: (kind: 'snapshot' | 'image') => (kind === 'snapshot' ? '--group-names' : '--user-groups'),
  organizationArn: () => '--organization-arns',
  organizationalUnitArn: () => '--organizational-unit-arns',
};

/** Permissions to restore a snapshot or to start an image, given or taken back: one for each account and group. */
function shared(
  kind: 'snapshot' | 'image',
  [id, member]: readonly [string, string],
  change: 'add' | 'remove',
) {
  return (record: CloudTrailRecord): readonly Names[] => {
    const request = requestOf(record);
    const name = textAt(request, id);
    if (name === undefined) return [];
    return listAt(request, member, change, 'items').flatMap((item) =>
      Object.entries(SHARED_WITH).flatMap(([whom, option]) => {
        const who = textAt(item, whom);
        return who === undefined ? [] : [{ parts: [name, who], ids: [option(kind)] }];
      }),
    );
  };
}

function sharing(kind: 'snapshot' | 'image'): LastingKind {
  const names =
    kind === 'snapshot'
      ? (['snapshotId', 'createVolumePermission'] as const)
      : (['imageId', 'launchPermission'] as const);
  const [id, member] = names;
  const [call, reset, gone] =
    kind === 'snapshot'
      ? (['ModifySnapshotAttribute', 'ResetSnapshotAttribute', 'DeleteSnapshot'] as const)
      : (['ModifyImageAttribute', 'ResetImageAttribute', 'DeregisterImage'] as const);
  return {
    name: `shared ${kind}`,
    ...{ service: 'ec2', phase: 'open' },
    made: { [call]: shared(kind, names, 'add') },
    ended: { [call]: shared(kind, names, 'remove'), [reset]: named(id), [gone]: named(id) },
    contain: ({ parts: [name, who = ''], ids: [option = '--user-ids'] = [] }, region) => {
      const change = (operation: 'add' | 'remove') =>
        regional(
          region,
          `ec2 modify-${kind}-attribute`,
          [`--${kind}-id`, name],
          ['--attribute', member],
          ['--operation-type', operation],
          [option, who],
        );
      return {
        command: change('remove'),
        breaks: `the use of the ${kind} by ${who === 'all' ? 'everybody' : 'that account or organization'}; copies that were made stay`,
        undo: change('add'),
      };
    },
  };
}

/** What is open to others. */
export const OPEN_KINDS: readonly LastingKind[] = [
  {
    name: 'opened security group',
    ...{ service: 'ec2', phase: 'open' },
    made: { AuthorizeSecurityGroupIngress: openings },
    ended: { RevokeSecurityGroupIngress: openings },
    contain: ({ parts: [group], ids }, region) => ({
      command: regional(
        region,
        'ec2 revoke-security-group-ingress',
        ['--group-id', group],
        ['--security-group-rule-ids', ids],
      ),
      breaks: 'connections that the rules let through',
      undo: 'authorize it again with authorize-security-group-ingress',
    }),
  },
  sharing('snapshot'),
  sharing('image'),
  {
    name: 'bucket policy',
    ...{ service: 's3', phase: 'open' },
    made: { PutBucketPolicy: named('bucketName') },
    ended: { DeleteBucketPolicy: named('bucketName'), DeleteBucket: named('bucketName') },
    contain: ({ parts: [bucket] }, region) => ({
      command: regional(
        region,
        's3api put-bucket-policy',
        ['--bucket', bucket],
        ['--policy', undefined, 'file://BUCKET_POLICY_BEFORE.json'],
      ),
      breaks: `what the policy allows or denies only since the change; if the bucket had none before: ${regional(region, 's3api delete-bucket-policy', ['--bucket', bucket])}`,
      undo: `save it first with ${regional(region, 's3api get-bucket-policy', ['--bucket', bucket])} and put it back`,
    }),
  },
];
