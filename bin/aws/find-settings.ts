import type { RequestSettings } from '../../lambda/aws/s3/plain/request-settings';
import type { CommandIo } from '../cli/command-io';
import { findPlainSettings, plainBucketEndpoint } from './plain-settings';

/**
 * Credentials, Region and endpoints from where every AWS tool takes them. The AWS SDK finds them, and takes a quarter of a
 * second of CPU time to load and start: it is left out where the environment holds all that is needed.
 */
export async function findRequestSettings(environment: CommandIo['environment']): Promise<RequestSettings> {
  const plain = await findPlainSettings(environment);
  if (plain === undefined) return settingsOfSdk(environment);
  return {
    region: async () => plain.region,
    credentials: async () => plain.identity,
    appId: async () => undefined,
    endpointOf: async (bucket, region) =>
      plainBucketEndpoint(plain, bucket, region) ??
      (await settingsOfSdk(environment)).endpointOf(bucket, region),
  };
}

async function settingsOfSdk(environment: CommandIo['environment']): Promise<RequestSettings> {
  const { settingsOf, makeS3Client } = await import('./s3-client');
  return settingsOf(makeS3Client(environment).config);
}
