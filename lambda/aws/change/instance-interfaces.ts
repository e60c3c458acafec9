import {
  type EC2Client,
  type NetworkInterface,
  paginateDescribeNetworkInterfaces,
} from '@aws-sdk/client-ec2';
import { parseFormerGroupsTags } from '../../../lib/core/response/isolation';

/** A network interface of an instance. */
export interface InstanceInterface {
  readonly interfaceId: string;
  readonly vpcId: string;
  readonly groupIds: readonly string[];
  /** The groups that its tag says it had before it was isolated; none without such a tag. */
  readonly formerGroupIds: readonly string[];
}

/** All network interfaces that are attached to an instance. An instance that is terminated, or in another Region, has none. */
export async function readInterfaces(
  client: EC2Client,
  instanceId: string,
): Promise<readonly InstanceInterface[]> {
  const Filters = [{ Name: 'attachment.instance-id', Values: [instanceId] }];
  const found: InstanceInterface[] = [];
  for await (const { NetworkInterfaces = [] } of paginateDescribeNetworkInterfaces({ client }, { Filters })) {
    found.push(...NetworkInterfaces.map(toInterface));
  }
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
  };
}
