import { type EC2Client, EC2ServiceException, RevokeSecurityGroupIngressCommand } from '@aws-sdk/client-ec2';

/**
 * What EC2 answers for a rule that is not there, or no longer.
 *
 * @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html
 */
const NOT_FOUND: readonly string[] = ['InvalidPermission.NotFound', 'InvalidSecurityGroupRuleId.NotFound'];

/**
 * Revokes inbound rules of a security group one by one: EC2 revokes none of a call that names one which is revoked already.
 *
 * @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_RevokeSecurityGroupIngress.html
 */
export async function revokeRules(
  client: EC2Client,
  groupId: string,
  ruleIds: readonly string[],
): Promise<void> {
  for (const ruleId of ruleIds) {
    const command = new RevokeSecurityGroupIngressCommand({
      GroupId: groupId,
      SecurityGroupRuleIds: [ruleId],
    });
    try {
      await client.send(command);
    } catch (error) {
      if (!(error instanceof EC2ServiceException && NOT_FOUND.includes(error.name))) throw error;
    }
  }
}
