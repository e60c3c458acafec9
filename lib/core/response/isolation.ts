/** The name of the security group without rules in a VPC, and the key of the tag that shows that trailwatch created it. */
export const ISOLATION_GROUP = 'trailwatch-isolation';

/** The tag of a network interface with the groups that it had before. */
export const FORMER_GROUPS_TAG = 'trailwatch-former-groups';

/** EC2 takes 256 characters in a tag: 12 ids of groups with spaces between them. */
const IDS_OF_A_TAG = 12;

/** A tag, as EC2 writes it. */
export interface Tag {
  readonly Key?: string | undefined;
  readonly Value?: string | undefined;
}

/** The tags that keep the ids of groups: a network interface may have 16 groups, which take two tags. */
export function toFormerGroupsTags(groupIds: readonly string[]): readonly Required<Tag>[] {
  const count = Math.ceil(groupIds.length / IDS_OF_A_TAG);
  return Array.from({ length: count }, (_, index) => ({
    Key: index === 0 ? FORMER_GROUPS_TAG : `${FORMER_GROUPS_TAG}-${index + 1}`,
    Value: groupIds.slice(index * IDS_OF_A_TAG, (index + 1) * IDS_OF_A_TAG).join(' '),
  }));
}

/** The ids of groups that such tags keep, among other tags. */
export function parseFormerGroupsTags(tags: readonly Tag[]): readonly string[] {
  return tags
    .filter(({ Key = '' }) => Key === FORMER_GROUPS_TAG || Key.startsWith(`${FORMER_GROUPS_TAG}-`))
    .sort((one, other) => (one.Key ?? '').localeCompare(other.Key ?? ''))
    .flatMap(({ Value = '' }) => Value.split(' '))
    .filter((id) => id !== '');
}
