import type { PublicKeys } from '../../lib/core/digest/signature/public-keys';
import type { CommandIo } from '../cli/command-io';
import { UserError } from '../cli/user-error';
import type { KeyFetcher } from '../validate/fetch-public-keys';
import { readPublicKeys } from '../validate/read-keys';
import type { KeysOf } from './verify-result-set';

const HOUR_MS = 60 * 60 * 1000;

/**
 * The public keys of saved files, or those that CloudTrail gives for the Region and the time of the results. Each
 * Region's are asked for once for each hour.
 *
 * @throws {@link UserError} if the files cannot be read, or CloudTrail does not give the keys
 */
export async function keysOfResults(
  files: readonly string[] | undefined,
  io: Pick<CommandIo, 'currentTime' | 'environment' | 'wait'>,
): Promise<KeysOf> {
  if (files !== undefined) {
    const saved = await readPublicKeys(files);
    return () => Promise.resolve(saved);
  }
  const fetcher = { environment: io.environment, wait: io.wait, nowMs: io.currentTime().getTime() };
  const fetched = new Map<string, Promise<PublicKeys>>();
  return ({ region, completedMs }) => {
    const hourMs = Math.floor(completedMs / HOUR_MS) * HOUR_MS;
    const name = `${region} ${hourMs}`;
    const keys = fetched.get(name) ?? fetchKeys(region, hourMs, fetcher);
    fetched.set(name, keys);
    return keys;
  };
}

async function fetchKeys(region: string, hourMs: number, fetcher: KeyFetcher): Promise<PublicKeys> {
  const { fetchPublicKeys } = await import('../validate/fetch-public-keys');
  const range = { startMs: hourMs, endMs: hourMs + HOUR_MS };
  const keys = await fetchPublicKeys(region, range, fetcher);
  const refusal = keys.refusalOf(region);
  if (refusal !== undefined) throw new UserError(refusal);
  return keys;
}
