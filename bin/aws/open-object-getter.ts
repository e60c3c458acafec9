import type { RequestSettings } from '../../lambda/aws/s3/plain/request-settings';
import type { CommandIo } from '../cli/command-io';
import { ObjectGetter } from './object-getter';
import { findPlainSettings, plainBucketEndpoint } from './plain-settings';

/** How objects are got. */
export interface GetterOptions {
  /** The maximum number of concurrent requests. */
  readonly connections: number;
  /**
   * Pay for requests to buckets whose owner does not.
   *
   * @default false
   */
  readonly paysForRequests?: boolean;
  /**
   * The Region of the bucket, if known.
   *
   * @default that of the environment
   */
  readonly region?: string;
}

/** Gets objects with the credentials, the Region and the endpoints of the environment. */
export async function openObjectGetter(
  { connections, paysForRequests = false, region }: GetterOptions,
  { environment, wait }: Pick<CommandIo, 'environment' | 'wait'>,
): Promise<ObjectGetter> {
  const found = await findRequestSettings(environment);
  const settings = region === undefined ? found : { ...found, region: async () => region };
  return new ObjectGetter({ settings, connections, paysForRequests, wait });
}

/**
 * Credentials, Region and endpoints from the usual AWS sources. The AWS SDK resolves them, and takes a quarter of a second of
 * CPU time to load and start: it is not used if the environment contains all that is needed.
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
