import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { CreateBucketCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { mustRun } from '../run-process';
import type { SynthesizedTemplate } from '../scenario-templates';
import type { Emulator } from './start-emulator';

interface AssetManifest {
  readonly files?: Readonly<Record<string, FileAsset>>;
}

interface FileAsset {
  readonly source: { readonly path: string; readonly packaging: string };
  readonly destinations: Readonly<
    Record<string, { readonly bucketName: string; readonly objectKey: string }>
  >;
}

/** Puts a stack's assets where its template looks for them, as `cdk deploy` does; the folder takes the zip files. */
export async function publishAssets(
  aws: Emulator,
  { file, accountId, region }: SynthesizedTemplate,
  { python, folder }: { readonly python: string; readonly folder: string },
): Promise<void> {
  const path = file.replace(/template\.json$/, 'assets.json');
  // a stack that needs no bootstrap has no assets either
  if (!existsSync(path)) return;
  const manifest = JSON.parse(readFileSync(path, 'utf8')) as AssetManifest;
  const zipped = Object.values(manifest.files ?? {}).filter(({ source }) => source.packaging === 'zip');
  mkdirSync(folder, { recursive: true });
  for (const { source, destinations } of zipped) {
    const archive = join(folder, `${source.path}.zip`);
    // the path is the hash of the content
    if (!existsSync(archive))
      await mustRun(python, ['-m', 'zipfile', '-c', archive, `${join(dirname(file), source.path)}/`]);
    const Body = readFileSync(archive);
    for (const { bucketName, objectKey: Key } of Object.values(destinations)) {
      // where account and Region are not known at synth
      const Bucket = bucketName
        .replace(/\$\{AWS::AccountId\}/, accountId)
        .replace(/\$\{AWS::Region\}/, region);
      await createBucket(aws, Bucket, region);
      await aws.s3.send(new PutObjectCommand({ Bucket, Key, Body }));
    }
  }
}

/** Doing it again is no error for the owner. */
async function createBucket({ s3 }: Emulator, Bucket: string, region: string): Promise<void> {
  // the first Region of all takes no constraint
  const place =
    region === 'us-east-1'
      ? {}
      : { CreateBucketConfiguration: { LocationConstraint: region as 'eu-central-1' } };
  const command = new CreateBucketCommand({ Bucket, ...place });
  await s3.send(command).catch((error: Error) => {
    if (error.name !== 'BucketAlreadyOwnedByYou') throw error;
  });
}
