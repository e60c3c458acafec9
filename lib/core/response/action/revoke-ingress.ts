import { listAt, textAt } from '../../alert/from-record/text-at';
import { isWideRange } from '../../rule/ip-range';
import { isCallOf, type ResponseAction, refused } from '../response-action';

/** The id of a security group. */
export const GROUP = /^sg-[0-9a-f]{8,17}$/;

/** The id of one rule of a security group. */
export const RULE = /^sgr-[0-9a-f]{8,17}$/;

/** Inbound rules that one call opened to every address, or to a large part of them, are revoked, by their ids; other rules of the call stay. */
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
      undo: `aws ec2 authorize-security-group-ingress --group-id ${groupId} --region ${region}, with the permissions of the record`,
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
