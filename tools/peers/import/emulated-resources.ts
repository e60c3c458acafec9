import { GetObjectCommand } from '@aws-sdk/client-s3';
import { kindOf } from '../emulator/kinds/resource-kinds';
import type { Properties } from '../emulator/resource-kind';
import type { Emulator } from '../emulator/start-emulator';
import type { ResourceToImport } from './import-problems';

/** What the emulator says of resources, under the names that CloudFormation gives their properties. */
export async function readAll(
  aws: Emulator,
  resources: readonly ResourceToImport[],
): Promise<readonly Properties[]> {
  return Promise.all(resources.map((one) => read(aws, one)));
}

/** Whether there is a resource of this identifier. */
export async function isThere(aws: Emulator, resource: ResourceToImport): Promise<boolean> {
  const found = await read(aws, resource).catch(() => ({}) as Properties);
  return Object.entries(resource.identifier).every(([name, value]) => found[name] === value);
}

function read(aws: Emulator, { logicalId, type, identifier }: ResourceToImport): Promise<Properties> {
  const [ref = ''] = Object.values(identifier);
  return kindOf(type).read(aws, { logicalId, type, properties: {}, name: ref, ref });
}

/** The text of a template that the command line has put into the bucket of its assets. */
export async function readUploaded({ s3 }: Emulator, url: string): Promise<string> {
  const [Bucket, ...key] = new URL(url).pathname.slice(1).split('/');
  const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key: key.join('/') }));
  return (await Body?.transformToString()) ?? '';
}
