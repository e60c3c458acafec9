import { DELIVERY_WORK } from '../../lib/core/settings/delivery-work';
import type { Invocation } from './invocation';

const ORGANIZATION = /\/o-[a-z0-9]{10,32}\/$/;
const ACCOUNT = /\/\d{12}\/$/;

/**
 * Queues a look at every account of the archive: those whose folder is there, and those that were ever looked at, so that one
 * whose files are all gone is missed.
 */
export async function queueAccounts({ ports, settings }: Invocation, at: string): Promise<void> {
  const folders = new Set<string>();
  for await (const name of ports.listProgress()) if (ACCOUNT.test(`/${name}`)) folders.add(name);
  for await (const folder of ports.listFolders(settings.root)) {
    if (ACCOUNT.test(folder)) folders.add(folder);
    if (!ORGANIZATION.test(folder)) continue;
    for await (const inner of ports.listFolders(folder)) if (ACCOUNT.test(inner)) folders.add(inner);
  }
  await ports.sendMessages(
    [...folders].map((folder) => DELIVERY_WORK.encode({ job: 'account', at, folder })),
  );
}
