import type { CommandIo } from '../cli/command-io';
import { findRequestSettings } from './find-settings';
import { ObjectGetter } from './object-getter';

/** How objects are got. */
export interface GetterOptions {
  /** Requests under way at a time. */
  readonly connections: number;
  /**
   * Pay for requests to buckets whose owner does not.
   *
   * @default false
   */
  readonly paysForRequests?: boolean;
  /**
   * Where the bucket is, if that is known.
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
