import type { S3Client } from '@aws-sdk/client-s3';
import { listVersions } from '../../../../lambda/aws/s3/list-objects';

const at = (minute: number) => new Date(Date.UTC(2026, 9, 1, 0, minute));

test('versions and delete markers come in the order of their keys, newest first, page after page', async () => {
  const pages = [
    {
      Versions: [
        { Key: 'a', LastModified: at(1) },
        { Key: 'b', LastModified: at(3) },
        { Key: 'b', LastModified: at(2) },
      ],
      DeleteMarkers: [{ Key: 'b', LastModified: at(4) }],
      IsTruncated: true,
      NextKeyMarker: 'b',
      NextVersionIdMarker: 'v2',
    },
    { Versions: [{ Key: 'b', LastModified: at(1) }], DeleteMarkers: [{ Key: 'c', LastModified: at(5) }] },
  ];
  const inputs: unknown[] = [];
  const client = {
    send: async ({ input }: { input: unknown }) => {
      inputs.push(input);
      return pages.shift();
    },
  } as unknown as Pick<S3Client, 'send'>;
  const found: string[] = [];
  for await (const { key, writtenMs, isDeleteMarker } of listVersions(client, 'archive', ['x/', 'x/1']))
    found.push(`${key} ${new Date(writtenMs).getUTCMinutes()}${isDeleteMarker ? ' deleted' : ''}`);
  expect(found).toEqual(['a 1', 'b 4 deleted', 'b 3', 'b 2', 'b 1', 'c 5 deleted']);
  expect(inputs).toEqual([
    { Bucket: 'archive', Prefix: 'x/', KeyMarker: 'x/1' },
    { Bucket: 'archive', Prefix: 'x/', KeyMarker: 'b', VersionIdMarker: 'v2' },
  ]);
});
