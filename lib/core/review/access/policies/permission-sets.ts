import { resourceName } from '../../../estate/estate-stack';
import { asJson, asList, asText } from '../condition-words';
import { inWords, type Requirement } from '../requirement';
import { accountOf } from '../template-values';
import type { Reading } from './resource-policies';

/** A permission set of IAM Identity Center in an account: AWS makes a role of it there. */
export interface PermissionSet {
  readonly name: string;
  readonly account: string;
  readonly arn: string;
  readonly needs: readonly Requirement[];
  readonly document: unknown;
  /** ARNs of managed policies. */
  readonly managed: readonly string[];
  /** Policies of the account itself, which have a name only. */
  readonly unread: readonly string[];
  readonly boundary: unknown;
}

/** Permission sets in each account that templates assign them to; of sets that none assigns, in each account of the templates. */
export function permissionSets({ find, resolved, values }: Reading): readonly PermissionSet[] {
  const assignments = find('AWS::SSO::Assignment').map(resolved);
  const holders = find(
    'AWS::IAM::Role',
    'AWS::CloudTrail::Trail',
    'AWS::S3::Bucket',
    'AWS::SSO::PermissionSet',
  );
  const accounts = [...new Set(holders.map(({ stack }) => accountOf(stack)))];
  return find('AWS::SSO::PermissionSet').flatMap((each) => {
    const properties = resolved(each);
    const { PermissionSetArn: arn } = values.physical(each.logicalId, each.stack)?.attributes ?? {};
    const own = values.resolve({ 'Fn::GetAtt': [each.logicalId, 'PermissionSetArn'] }, each.stack);
    const isOf = (assigned: unknown) => [arn, own].includes(asText(assigned));
    const assigned = assignments.filter(({ PermissionSetArn }) => isOf(PermissionSetArn));
    const targets = [...new Set(assigned.map(({ TargetId }) => asText(TargetId)))];
    const { InlinePolicy, ManagedPolicies, CustomerManagedPolicyReferences, PermissionsBoundary } =
      properties;
    const { ManagedPolicyArn, CustomerManagedPolicyReference } = asJson(PermissionsBoundary);
    const boundary = ManagedPolicyArn ?? asJson(CustomerManagedPolicyReference).Name;
    return (targets.length > 0 ? targets : accounts).map((account) => ({
      ...{ name: resourceName(each), account, document: InlinePolicy, boundary },
      arn: `arn:aws:iam::${account}:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_${asText(properties.Name)}`,
      needs: targets.length > 0 ? [] : [inWords(`it is assigned in account ${account}`)],
      managed: asList(ManagedPolicies).map(asText),
      unread: asList(CustomerManagedPolicyReferences).map((policy) => asText(asJson(policy).Name)),
    }));
  });
}
