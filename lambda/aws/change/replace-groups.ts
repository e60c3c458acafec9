import {
  CreateTagsCommand,
  type EC2Client,
  ModifyNetworkInterfaceAttributeCommand,
} from '@aws-sdk/client-ec2';
import { toFormerGroupsTags } from '../../../lib/core/response/isolation';
import type { InstanceInterface } from './instance-interfaces';

/**
 * Gives a network interface one security group for all others. The tag comes first, so that there is no moment at which nothing says
 * which groups it had.
 *
 * @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ModifyNetworkInterfaceAttribute.html
 */
export async function replaceGroups(
  client: EC2Client,
  { interfaceId, groupIds }: Pick<InstanceInterface, 'interfaceId' | 'groupIds'>,
  isolationGroupId: string,
): Promise<void> {
  const former = groupIds.filter((id) => id !== isolationGroupId);
  await client.send(
    new CreateTagsCommand({ Resources: [interfaceId], Tags: [...toFormerGroupsTags(former)] }),
  );
  await client.send(
    new ModifyNetworkInterfaceAttributeCommand({
      ...{ NetworkInterfaceId: interfaceId, Groups: [isolationGroupId] },
    }),
  );
}
