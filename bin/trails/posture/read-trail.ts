import {
  CloudTrailClient,
  GetEventDataStoreCommand,
  GetEventSelectorsCommand,
  GetInsightSelectorsCommand,
  ListEventDataStoresCommand,
  ListTagsCommand,
  type Trail,
} from '@aws-sdk/client-cloudtrail';
import { pagesOf, unlessMissing } from '../../../lambda/aws/answers';
import { getTrailStatus } from '../../../lambda/aws/trail/get-trail';
import type { Value } from '../../../lib/core/estate/values/value';
import { parseTrail } from '../../../lib/core/selector/parse/parse-selections';
import type { Selection } from '../../../lib/core/selector/selection';
import { withClient } from '../../aws/s3-client';
import type { CommandIo } from '../../cli/command-io';
import { type Known, learn, mapKnown } from '../../places/ask-place';
import type { Place } from '../../places/find-places';
import type { AskedSession } from './asked-session';
import type { LiveStore, LiveTrail } from './live-estate';

/** The settings of a trail that DescribeTrails named, asked in its home Region, and its status in all that know it. */
export async function readTrail(
  described: Trail,
  { credentials, places }: Pick<AskedSession, 'credentials' | 'places'>,
  wait: CommandIo['wait'],
): Promise<LiveTrail> {
  const { TrailARN: arn = '', Name: name = '', HomeRegion: region = '' } = described;
  return withClient(CloudTrailClient, { region, credentials }, async (client) => {
    const ask = <T>(needs: string, send: () => Promise<T>) =>
      learn(`trail ${name}`, { send, needs: `cloudtrail:${needs}`, wait });
    const hasValidation = described.LogFileValidationEnabled ?? false;
    const others = places.filter((place) => place.region !== region);
    const [status, elsewhere, selectors, insights, tags] = await Promise.all([
      ask('GetTrailStatus', () => getTrailStatus(client, { arn, hasValidation })),
      Promise.all(
        others.map(async (place) => ({
          region: place.region,
          status: await ask('GetTrailStatus', () => getTrailStatus(place.client, { arn, hasValidation })),
        })),
      ),
      ask('GetEventSelectors', () => client.send(new GetEventSelectorsCommand({ TrailName: arn }))),
      ask('GetInsightSelectors', () =>
        unlessMissing('InsightNotEnabledException', () =>
          client.send(new GetInsightSelectorsCommand({ TrailName: arn })),
        ),
      ),
      ask('ListTags', () => client.send(new ListTagsCommand({ ResourceIdList: [arn] }))),
    ]);
    return {
      ...{ arn, name, region, account: arn.split(':')[4] ?? '', described, status, elsewhere },
      selection: mapKnown(selectors, ({ EventSelectors, AdvancedEventSelectors }) =>
        toSelection(described, { EventSelectors, AdvancedEventSelectors }),
      ),
      hasInsights: mapKnown(insights, (answer) => (answer?.InsightSelectors ?? []).length > 0),
      tags: mapKnown(tags, ({ ResourceTagList }) =>
        (ResourceTagList?.[0]?.TagsList ?? []).map(({ Key = '', Value = '' }) => ({ Key, Value })),
      ),
    };
  });
}

/** What a trail logs when it logs: the API answers with an empty list where it has none of the other kind of selectors. */
function toSelection(
  { Name = '', HomeRegion, IsMultiRegionTrail, IncludeGlobalServiceEvents }: Trail,
  selectors: object,
): Selection {
  const lists = Object.entries(selectors).filter(([, list]) => Array.isArray(list) && list.length > 0);
  const properties: Value = JSON.parse(
    JSON.stringify({ IsMultiRegionTrail, IncludeGlobalServiceEvents, ...Object.fromEntries(lists) }),
  );
  const [parsed] = parseTrail(
    Name,
    properties,
    HomeRegion === undefined ? {} : { region: HomeRegion },
  ).selections;
  return parsed?.selection ?? { destination: 'trail' };
}

/**
 * The event data stores that an account sees in a Region, but those whose deletion waits. A delegated administrator sees those of the
 * organization, which the management account owns.
 */
export async function readStores(
  { name, region, client }: Place,
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
    return { arn, account: arn.split(':')[4] ?? '', region, store };
  });
  return { value: await Promise.all(stores) };
}

async function listStores(client: CloudTrailClient): Promise<readonly string[]> {
  const arns: string[] = [];
  const pages = pagesOf('ListEventDataStores', (NextToken) =>
    client.send(new ListEventDataStoresCommand({ NextToken })),
  );
  for await (const { EventDataStores = [] } of pages) {
    for (const { EventDataStoreArn, Status } of EventDataStores) {
      if (EventDataStoreArn !== undefined && Status !== 'PENDING_DELETION') arns.push(EventDataStoreArn);
    }
  }
  return arns;
}
