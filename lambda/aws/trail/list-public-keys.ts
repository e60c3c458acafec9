import { type CloudTrailClient, ListPublicKeysCommand, type PublicKey } from '@aws-sdk/client-cloudtrail';

/** The public keys with which CloudTrail signed digest files in the client's Region between two times. */
export async function listPublicKeys(
  client: Pick<CloudTrailClient, 'send'>,
  startMs: number,
  endMs: number,
): Promise<readonly PublicKey[]> {
  const keys: PublicKey[] = [];
  let token: string | undefined;
  do {
    const page = await client.send(
      new ListPublicKeysCommand({
        StartTime: new Date(startMs),
        EndTime: new Date(endMs),
        NextToken: token,
      }),
    );
    keys.push(...(page.PublicKeyList ?? []));
    token = page.NextToken;
  } while (token !== undefined);
  return keys;
}
