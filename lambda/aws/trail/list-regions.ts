import { type AccountClient, ListRegionsCommand, RegionOptStatus } from '@aws-sdk/client-account';

/**
 * The Regions that the account of the client has enabled.
 *
 * @see https://docs.aws.amazon.com/accounts/latest/reference/API_ListRegions.html
 */
export async function listRegions(client: Pick<AccountClient, 'send'>): Promise<readonly string[]> {
  const regions: string[] = [];
  let NextToken: string | undefined;
  do {
    const page = await client.send(
      new ListRegionsCommand({
        NextToken,
        RegionOptStatusContains: [RegionOptStatus.ENABLED, RegionOptStatus.ENABLED_BY_DEFAULT],
      }),
    );
    regions.push(...(page.Regions ?? []).flatMap(({ RegionName }) => RegionName ?? []));
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  return regions;
}
