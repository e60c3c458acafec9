import {
  CreateSecurityGroupCommand,
  CreateTagsCommand,
  DescribeNetworkInterfacesCommand,
  DescribeSecurityGroupsCommand,
  type EC2Client,
  EC2ServiceException,
  ModifyNetworkInterfaceAttributeCommand,
  type NetworkInterface,
  RevokeSecurityGroupEgressCommand,
  RevokeSecurityGroupIngressCommand,
  type SecurityGroup,
} from '@aws-sdk/client-ec2';
import {
  ISOLATION_GROUP,
  parseFormerGroupsTags,
  type Tag,
  toFormerGroupsTags,
} from '../../../lib/core/response/action/isolate-instance';
import { pagesOf } from '../answers';

/**
 * The id of the security group of a VPC that has no rules. It is created if it is missing. Rules that it has are revoked: EC2 gives
 * a new group one, and others may have added some.
 *
 * @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateSecurityGroup.html
 */
export async function readyIsolationGroup(client: EC2Client, vpcId: string): Promise<string> {
  const group = (await findGroup(client, vpcId)) ?? (await createGroup(client, vpcId));
  try {
    await revokeAll(client, group);
  } catch (error) {
    // the SDK repeats a call whose answer was lost, and EC2 does not find the rules that the first one revoked
    if (!isNotFound(error) || hasRules(await findGroup(client, vpcId))) throw error;
  }
  return group.GroupId ?? '';
}

async function revokeAll(
  client: EC2Client,
  { GroupId, IpPermissions = [], IpPermissionsEgress = [] }: SecurityGroup,
): Promise<void> {
  if (IpPermissions.length > 0) {
    await client.send(new RevokeSecurityGroupIngressCommand({ GroupId, IpPermissions }));
  }
  if (IpPermissionsEgress.length > 0) {
    await client.send(new RevokeSecurityGroupEgressCommand({ GroupId, IpPermissions: IpPermissionsEgress }));
  }
}

/** Also if there is no group: then nothing is known of its rules. */
function hasRules(group: SecurityGroup | undefined): boolean {
  if (group === undefined) return true;
  const { IpPermissions = [], IpPermissionsEgress = [] } = group;
  return IpPermissions.length + IpPermissionsEgress.length > 0;
}

async function findGroup(client: EC2Client, vpcId: string): Promise<SecurityGroup | undefined> {
  const { SecurityGroups: [group] = [] } = await client.send(
    new DescribeSecurityGroupsCommand({
      Filters: [
        { Name: 'vpc-id', Values: [vpcId] },
        { Name: 'group-name', Values: [ISOLATION_GROUP] },
      ],
    }),
  );
  const isOwn = group?.Tags?.some(({ Key, Value }) => Key === ISOLATION_GROUP && Value === 'true') === true;
  if (group === undefined || isOwn) return group;
  throw new Error(
    `security group ${group.GroupId} of ${vpcId} has the name '${ISOLATION_GROUP}' but not its tag, so trailwatch did not create it; rename it or delete it`,
  );
}

/** A name is taken once in a VPC, so that there are never two groups: if it is, an earlier call, or another one, has created it. */
async function createGroup(client: EC2Client, vpcId: string): Promise<SecurityGroup> {
  const command = new CreateSecurityGroupCommand({
    ...{ VpcId: vpcId, GroupName: ISOLATION_GROUP },
    Description: 'Has no rules. Isolates instances in response to trailwatch alerts',
    TagSpecifications: [{ ResourceType: 'security-group', Tags: [{ Key: ISOLATION_GROUP, Value: 'true' }] }],
  });
  try {
    await client.send(command);
  } catch (error) {
    if ((error as Partial<Error>).name !== 'InvalidGroup.Duplicate') throw error;
  }
  const created = await findGroup(client, vpcId);
  if (created === undefined)
    throw new Error(`the security group '${ISOLATION_GROUP}' of ${vpcId} does not exist yet`);
  return created;
}

/**
 * Replaces all security groups of a network interface by one. The tag is written first, so that the previous groups are always
 * recorded.
 *
 * @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ModifyNetworkInterfaceAttribute.html
 */
export async function replaceGroups(
  client: EC2Client,
  { interfaceId, groupIds, tags }: InstanceInterface,
  isolationGroupId: string,
): Promise<void> {
  const former = groupIds.filter((id) => id !== isolationGroupId);
  await client.send(
    new CreateTagsCommand({ Resources: [interfaceId], Tags: [...toFormerGroupsTags(former, tags)] }),
  );
  await client.send(
    new ModifyNetworkInterfaceAttributeCommand({
      ...{ NetworkInterfaceId: interfaceId, Groups: [isolationGroupId] },
    }),
  );
}

/**
 * EC2's error for a rule that does not exist.
 *
 * @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html
 */
const NOT_FOUND: readonly string[] = ['InvalidPermission.NotFound', 'InvalidSecurityGroupRuleId.NotFound'];

function isNotFound(error: unknown): boolean {
  return error instanceof EC2ServiceException && NOT_FOUND.includes(error.name);
}

/** The maximum number of rules that a command names. */
const MAX_NAMED = 30;

/**
 * Revokes inbound rules of a security group: all in one call, and one by one if one of them is already revoked, because EC2 then
 * revokes none.
 *
 * @returns commands that undo it, if they were not known before; null if no rule was there: an attempt before may have revoked them
 * @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_RevokeSecurityGroupIngress.html
 */
export async function revokeRules(
  client: EC2Client,
  groupId: string,
  ruleIds: readonly string[],
  region: string,
): Promise<readonly string[] | null> {
  if (await areRevoked(client, groupId, ruleIds)) return [];
  const gone: string[] = [];
  for (const ruleId of ruleIds) {
    if (ruleIds.length === 1 || !(await areRevoked(client, groupId, [ruleId]))) gone.push(ruleId);
  }
  if (gone.length === ruleIds.length) return null;
  if (gone.length === 0) return [];
  const named = gone.length > MAX_NAMED ? `the ${gone.length} rules that were not there` : gone.join(' ');
  return [
    `aws ec2 authorize-security-group-ingress --group-id ${groupId} --region ${region}, with the permissions of the record, but those of ${named} only if the response revoked them`,
  ];
}

/** Revokes rules; false if one of them does not exist, and none was revoked. */
async function areRevoked(client: EC2Client, GroupId: string, ruleIds: readonly string[]): Promise<boolean> {
  const command = new RevokeSecurityGroupIngressCommand({ GroupId, SecurityGroupRuleIds: [...ruleIds] });
  try {
    await client.send(command);
    return true;
  } catch (error) {
    if (!isNotFound(error)) throw error;
    return false;
  }
}

/** A network interface of an instance. */
export interface InstanceInterface {
  readonly interfaceId: string;
  readonly vpcId: string;
  readonly groupIds: readonly string[];
  /** The groups before the isolation, from its tag; none without such a tag. */
  readonly formerGroupIds: readonly string[];
  readonly tags: readonly Tag[];
}

/** All network interfaces that are attached to an instance. An instance that is terminated, or in another Region, has none. */
export async function readInterfaces(
  client: EC2Client,
  instanceId: string,
): Promise<readonly InstanceInterface[]> {
  const Filters = [{ Name: 'attachment.instance-id', Values: [instanceId] }];
  const found: InstanceInterface[] = [];
  const pages = pagesOf('DescribeNetworkInterfaces', (NextToken) =>
    client.send(new DescribeNetworkInterfacesCommand({ Filters, NextToken })),
  );
  for await (const { NetworkInterfaces = [] } of pages) found.push(...NetworkInterfaces.map(toInterface));
  return found;
}

function toInterface({
  NetworkInterfaceId = '',
  VpcId = '',
  Groups = [],
  TagSet = [],
}: NetworkInterface): InstanceInterface {
  return {
    interfaceId: NetworkInterfaceId,
    vpcId: VpcId,
    groupIds: Groups.flatMap(({ GroupId }) => GroupId ?? []),
    formerGroupIds: parseFormerGroupsTags(TagSet),
    tags: TagSet,
  };
}
