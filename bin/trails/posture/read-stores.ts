import {
  type CloudTrailClient,
  GetEventDataStoreCommand,
  ListEventDataStoresCommand,
} from '@aws-sdk/client-cloudtrail';
import { unlessMissing } from '../../../lambda/aws/table/unless-missing';
import type { CommandIo } from '../../cli/command-io';
import type { Place } from '../../places/find-places';
import { type Known, learn, mapKnown } from './known';
import type { LiveStore } from './live-estate';

/** The event data stores of a Region of an account, but those whose deletion waits. */
export async function readStores(
  { name, region, client }: Place,
  account: string,
  wait: CommandIo['wait'],
): Promise<Known<readonly LiveStore[]>> {
  const listed = await learn(name, {
    // The name of the error of a Region without CloudTrail Lake.
    send: () => unlessMissing('UnsupportedOperationException', () => listStores(client)),
    needs: 'cloudtrail:ListEventDataStores',
    wait,
  });
  if ('unknown' in listed) return listed;
  const stores = (listed.value ?? []).map(async (arn): Promise<LiveStore> => {
    const found = await learn(`event data store ${arn}`, {
      send: () => client.send(new GetEventDataStoreCommand({ EventDataStore: arn })),
      needs: 'cloudtrail:GetEventDataStore',
      wait,
    });
    const store = mapKnown(found, ({ KmsKeyId, TerminationProtectionEnabled = false }) => ({
      ...{ kmsKeyArn: KmsKeyId, isProtected: TerminationProtectionEnabled },
    }));
    return { arn, account, region, store };
  });
  return { value: await Promise.all(stores) };
}

async function listStores(client: CloudTrailClient): Promise<readonly string[]> {
  const arns: string[] = [];
  let NextToken: string | undefined;
  do {
    const page = await client.send(new ListEventDataStoresCommand({ NextToken }));
    for (const { EventDataStoreArn, Status } of page.EventDataStores ?? []) {
      if (EventDataStoreArn !== undefined && Status !== 'PENDING_DELETION') arns.push(EventDataStoreArn);
    }
    ({ NextToken } = page);
  } while (NextToken !== undefined);
  return arns;
}
