import { identity } from '../../compile/predicate/record-facts';
import { listAt, textAt } from '../../fact/text-at';
import type { JsonObject } from '../../json/json-value';
import type { PolicyStatementData } from '../../policy/policy-statement-data';
import { isWideRange } from '../../rule/ip-range';
import { type ActionPlace, isCallOf, type ResponseAction, refused } from '../response-action';

/** The name of the security group without rules in a VPC, and the key of the tag that shows that trailwatch created it. */
export const ISOLATION_GROUP = 'trailwatch-isolation';

/** The tag of a network interface with the groups that it had before. */
const FORMER_GROUPS_TAG = 'trailwatch-former-groups';

/** EC2 takes 256 characters in a tag: 12 ids of groups with spaces between them. */
const IDS_OF_A_TAG = 12;

/** A tag, as EC2 writes it. */
export interface Tag {
  readonly Key?: string | undefined;
  readonly Value?: string | undefined;
}

/**
 * The tags that keep the ids of groups: a network interface may have 16 groups, which take two tags.
 *
 * @param earlier the tags that it has: those of an earlier isolation that are not written again keep none
 */
export function toFormerGroupsTags(
  groupIds: readonly string[],
  earlier: readonly Tag[] = [],
): readonly Required<Tag>[] {
  const count = Math.ceil(groupIds.length / IDS_OF_A_TAG);
  const tags = Array.from({ length: count }, (_, index) => ({
    Key: index === 0 ? FORMER_GROUPS_TAG : `${FORMER_GROUPS_TAG}-${index + 1}`,
    Value: groupIds.slice(index * IDS_OF_A_TAG, (index + 1) * IDS_OF_A_TAG).join(' '),
  }));
  const written = tags.map(({ Key }) => Key);
  const kept = earlier.flatMap(({ Key = '' }) =>
    isFormerGroupsTag(Key) && !written.includes(Key) ? Key : [],
  );
  return [...tags, ...kept.map((Key) => ({ Key, Value: '' }))];
}

function isFormerGroupsTag(key: string): boolean {
  return key === FORMER_GROUPS_TAG || key.startsWith(`${FORMER_GROUPS_TAG}-`);
}

/** The ids of groups that such tags keep, among other tags. */
export function parseFormerGroupsTags(tags: readonly Tag[]): readonly string[] {
  return tags
    .filter(({ Key = '' }) => isFormerGroupsTag(Key))
    .sort((one, other) => (one.Key ?? '').localeCompare(other.Key ?? ''))
    .flatMap(({ Value = '' }) => Value.split(' '))
    .filter((id) => id !== '');
}

/** The id of an instance. */
export const INSTANCE = /^i-[0-9a-f]{8,17}$/;

/**
 * The security groups of every network interface of an instance are replaced by one that has no rules. The instance is the one that
 * an EC2 call names, or else the one whose credentials made the call.
 *
 * @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/security-group-connection-tracking.html
 */
export const isolateInstance: ResponseAction = {
  done: 'An instance was isolated',
  change: 'an instance isolated',
  isRegional: true,
  isInAccount: true,
  plan: (record, { partition, accountId, region }) => {
    const named = new Set(instancesOf(record));
    const [instanceId = ''] = named.size === 0 ? [callingInstanceOf(record)] : named;
    if (named.size > 1) return refused(`the record names ${named.size} instances; one is isolated at a time`);
    if (!INSTANCE.test(instanceId)) return refused('the record names no instance');
    return {
      kind: 'act',
      resource: `arn:${partition}:ec2:${region}:${accountId}:instance/${instanceId}`,
      request: { instanceId },
      undo: `aws ec2 describe-network-interfaces --region ${region} --filters Name=attachment.instance-id,Values=${instanceId}, whose tag ${FORMER_GROUPS_TAG} has the groups to set again, where the response replaced them`,
    };
  },
  parameters: { 'InstanceId.$': '$.request.instanceId' },
  already: [],
  statements: toStatements,
};

/** The instances of an EC2 call: those that it names, or that it created. */
function instancesOf(record: JsonObject): readonly string[] {
  if (textAt(record, 'eventSource') !== 'ec2.amazonaws.com') return [];
  const one = textAt(record, 'requestParameters', 'instanceId');
  const several = ['requestParameters', 'responseElements'].flatMap((part) =>
    listAt(record, part, 'instancesSet', 'items').flatMap((item) => textAt(item, 'instanceId') ?? []),
  );
  return one === undefined ? several : [one, ...several];
}

/** EC2 names the session of an instance by its id. Others can choose such a name, but no `ec2RoleDelivery`, which EC2 alone sets. */
function callingInstanceOf(record: JsonObject): string {
  if (identity.ec2RoleDelivery(record) === undefined) return '';
  const arn = identity.arn(record) ?? '';
  return arn.slice(arn.lastIndexOf('/') + 1);
}

function toStatements({ partition, account }: ActionPlace): readonly PolicyStatementData[] {
  const allOf = (type: string, owner = account) => `arn:${partition}:ec2:*:${owner}:${type}/*`;
  const isIsolating = { StringEquals: { [`aws:ResourceTag/${ISOLATION_GROUP}`]: 'true' } };
  const allow = (Action: string | string[], Resource: string | string[]) =>
    ({ Effect: 'Allow', Action, Resource }) as const;
  return [
    allow(['ec2:DescribeNetworkInterfaces', 'ec2:DescribeSecurityGroups'], '*'),
    {
      ...allow('ec2:CreateSecurityGroup', allOf('security-group')),
      Condition: { StringEquals: { [`aws:RequestTag/${ISOLATION_GROUP}`]: 'true' } },
    },
    // A subnet may be of another account, which shares it; its VPC is of that account, too.
    allow('ec2:CreateSecurityGroup', allOf('vpc', '*')),
    {
      ...allow('ec2:CreateTags', allOf('security-group')),
      Condition: { StringEquals: { 'ec2:CreateAction': 'CreateSecurityGroup' } },
    },
    {
      ...allow('ec2:CreateTags', allOf('network-interface')),
      Condition: {
        'ForAllValues:StringLike': { 'aws:TagKeys': `${FORMER_GROUPS_TAG}*` },
        Null: { 'aws:TagKeys': 'false' },
      },
    },
    {
      ...allow(['ec2:RevokeSecurityGroupEgress', 'ec2:RevokeSecurityGroupIngress'], allOf('security-group')),
      Condition: isIsolating,
    },
    allow('ec2:ModifyNetworkInterfaceAttribute', [allOf('network-interface'), allOf('instance')]),
    { ...allow('ec2:ModifyNetworkInterfaceAttribute', allOf('security-group')), Condition: isIsolating },
  ];
}

/** The id of a security group. */
export const GROUP = /^sg-[0-9a-f]{8,17}$/;

/** The id of one rule of a security group. */
export const RULE = /^sgr-[0-9a-f]{8,17}$/;

/**
 * Inbound rules that one call opened to every address, or to a large part of the addresses, are revoked, by their ids; other
 * rules of the call stay.
 */
export const revokeIngress: ResponseAction = {
  done: 'Rules of a security group that were open to the world were revoked',
  change: 'rules of a security group that are open to the world revoked',
  isRegional: true,
  isInAccount: true,
  plan: (record, { partition, accountId, region }) => {
    if (!isCallOf(record, 'ec2.amazonaws.com', ['AuthorizeSecurityGroupIngress'])) {
      return refused('only AuthorizeSecurityGroupIngress says which rules were opened');
    }
    const rules = listAt(record, 'responseElements', 'securityGroupRuleSet', 'items').filter(isOpen);
    if (rules.length === 0) return refused('the record names no rule that is open to every address');
    const groupId = textAt(rules[0], 'groupId') ?? '';
    const ruleIds = rules.map((rule) => textAt(rule, 'securityGroupRuleId') ?? '');
    const areOfGroup = rules.every(
      (rule) =>
        textAt(rule, 'groupId') === groupId && (textAt(rule, 'groupOwnerId') ?? accountId) === accountId,
    );
    const areNamed = GROUP.test(groupId) && ruleIds.every((id) => RULE.test(id));
    if (!areOfGroup || !areNamed)
      return refused('the record does not name rules of one group of its account');
    return {
      kind: 'act',
      resource: `arn:${partition}:ec2:${region}:${accountId}:security-group/${groupId}`,
      request: { groupId, ruleIds },
      undo: `aws ec2 authorize-security-group-ingress --group-id ${groupId} --region ${region}, with the permissions of the record that the response revoked`,
    };
  },
  parameters: { 'GroupId.$': '$.request.groupId', 'SecurityGroupRuleIds.$': '$.request.ruleIds' },
  already: [],
  statements: ({ partition, account }) => [
    {
      Effect: 'Allow',
      Action: 'ec2:RevokeSecurityGroupIngress',
      Resource: `arn:${partition}:ec2:*:${account}:security-group/*`,
    },
  ],
};

function isOpen(rule: unknown): boolean {
  return isWideRange(textAt(rule, 'cidrIpv4') ?? '') || isWideRange(textAt(rule, 'cidrIpv6') ?? '');
}
