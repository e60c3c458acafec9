import {
  type ArchiveTrail,
  readArchiveTrails,
  toArchiveTrail,
} from '../../lib/core/delivery/volume/archive-trails';
import { DELIVERY_WORK } from '../../lib/core/settings/message/delivery-work';
import { accountFolders } from './account-folders';
import { type Invocation, readState, writeState } from './ports';
import { isRefusal } from './raise-problems';

/** Queues work on every account of the archive: a look at its newest files, or the estimate of its volume. */
export async function queueAccounts(
  invocation: Invocation,
  at: string,
  job: 'account' | 'volume',
): Promise<void> {
  const folders = await accountFolders(invocation);
  await invocation.ports.sendMessages(folders.map((folder) => DELIVERY_WORK.encode({ job, at, folder })));
}

/** Under this name the selectors of the archive's trails are kept for the accounts of a day: CloudTrail answers few such calls a second. */
const SELECTORS = 'selectors';

/** A trail that is gone delivered until then, by selectors that are not known any more. */
const MISSING = 'TrailNotFoundException';

/** Reads what the trails of the archive log, and queues the volume of each account. */
export async function queueVolumes(invocation: Invocation, at: string): Promise<void> {
  const trails = await Promise.all(invocation.settings.trailArns.map((arn) => readTrail(invocation, arn)));
  await writeState(invocation, await readState(invocation, SELECTORS), { trails: trails.flat() });
  await queueAccounts(invocation, at, 'volume');
}

/** The trails of the archive whose selectors are known. */
export async function knownTrails(invocation: Invocation): Promise<readonly ArchiveTrail[]> {
  return readArchiveTrails((await readState(invocation, SELECTORS)).members.trails);
}

async function readTrail(
  { ports, settings, log }: Invocation,
  arn: string,
): Promise<readonly ArchiveTrail[]> {
  try {
    const { properties } = await ports.readResource({ kind: 'trail', arn });
    return toArchiveTrail(arn, properties, settings);
  } catch (error) {
    if (!isRefusal(error) && (!(error instanceof Error) || error.name !== MISSING)) throw error;
    log.warn('the selectors of a trail cannot be read; none are proposed for it', { arn, error: error.name });
    return [];
  }
}
