import type { EC2Client } from '@aws-sdk/client-ec2';
import { type InstanceInterface, readInterfaces } from '../aws/instance-interfaces';
import { readyIsolationGroup } from '../aws/isolation-group';
import { replaceGroups } from '../aws/replace-groups';

/**
 * Gives every network interface of an instance the group without rules of its VPC, and no other. An interface that has it already
 * stays as it is, so that its tag keeps the groups that it had at first.
 *
 * @returns commands that give the former groups back
 */
export async function isolateInstance(
  client: EC2Client,
  instanceId: string,
  region: string,
): Promise<readonly string[]> {
  const interfaces = await readInterfaces(client, instanceId);
  if (interfaces.length === 0) {
    throw new Error(
      `instance ${instanceId} has no network interface in ${region}: it is terminated, or elsewhere`,
    );
  }
  const groups = new Map<string, string>();
  for (const vpcId of new Set(interfaces.map((one) => one.vpcId))) {
    groups.set(vpcId, await readyIsolationGroup(client, vpcId));
  }
  const undo: string[] = [];
  for (const one of interfaces) {
    const group = groups.get(one.vpcId) ?? '';
    const isIsolated = one.groupIds.length === 1 && one.groupIds[0] === group;
    if (!isIsolated) await replaceGroups(client, one, group);
    const former = isIsolated ? one.formerGroupIds : one.groupIds.filter((id) => id !== group);
    if (former.length > 0) undo.push(toUndo(one, former, region));
  }
  return undo;
}

function toUndo({ interfaceId }: InstanceInterface, groupIds: readonly string[], region: string): string {
  return `aws ec2 modify-network-interface-attribute --network-interface-id ${interfaceId} --groups ${groupIds.join(' ')} --region ${region}`;
}
