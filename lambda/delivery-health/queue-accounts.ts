import { DELIVERY_WORK } from '../../lib/core/settings/delivery-work';
import { accountFolders } from './account-folders';
import type { Invocation } from './invocation';

/** Queues work on every account of the archive: a look at its newest files, or the estimate of its volume. */
export async function queueAccounts(
  invocation: Invocation,
  at: string,
  job: 'account' | 'volume',
): Promise<void> {
  const folders = await accountFolders(invocation);
  await invocation.ports.sendMessages(folders.map((folder) => DELIVERY_WORK.encode({ job, at, folder })));
}
