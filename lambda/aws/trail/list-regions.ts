import { type AccountClient, ListRegionsCommand, RegionOptStatus } from '@aws-sdk/client-account';
import { pagesOf } from '../answers';

/**
 * The Regions that the account of the client has enabled.
 *
 * @see https://docs.aws.amazon.com/accounts/latest/reference/API_ListRegions.html
 */
export async function listRegions(client: Pick<AccountClient, 'send'>): Promise<readonly string[]> {
  const regions: string[] = [];
  const RegionOptStatusContains = [RegionOptStatus.ENABLED, RegionOptStatus.ENABLED_BY_DEFAULT];
  const pages = pagesOf('ListRegions', (NextToken) =>
    client.send(new ListRegionsCommand({ NextToken, RegionOptStatusContains })),
  );
  for await (const { Regions = [] } of pages)
    regions.push(...Regions.flatMap(({ RegionName }) => RegionName ?? []));
  return regions;
}
