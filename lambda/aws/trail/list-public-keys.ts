import { type CloudTrailClient, ListPublicKeysCommand, type PublicKey } from '@aws-sdk/client-cloudtrail';
import { pagesOf } from '../answers';

/** The public keys with which CloudTrail signed digest files in the client's Region between two times. */
export async function listPublicKeys(
  client: Pick<CloudTrailClient, 'send'>,
  startMs: number,
  endMs: number,
): Promise<readonly PublicKey[]> {
  const keys: PublicKey[] = [];
  const range = { StartTime: new Date(startMs), EndTime: new Date(endMs) };
  const pages = pagesOf('ListPublicKeys', (NextToken) =>
    client.send(new ListPublicKeysCommand({ ...range, NextToken })),
  );
  for await (const { PublicKeyList = [] } of pages) keys.push(...PublicKeyList);
  return keys;
}
