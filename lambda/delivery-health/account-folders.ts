import type { Invocation } from './ports';

const ORGANIZATION = /\/o-[a-z0-9]{10,32}\/$/;
const ACCOUNT = /\/\d{12}\/$/;

/**
 * What the keys of each account begin with: of those whose folder is in the archive, and of those that were ever looked at, so that one
 * whose files are all gone is missed.
 */
export async function accountFolders({
  ports,
  settings,
}: Pick<Invocation, 'ports' | 'settings'>): Promise<readonly string[]> {
  const folders = new Set<string>();
  for await (const name of ports.listProgress()) if (ACCOUNT.test(`/${name}`)) folders.add(name);
  for await (const folder of ports.listFolders(settings.root)) {
    if (ACCOUNT.test(folder)) folders.add(folder);
    if (!ORGANIZATION.test(folder)) continue;
    for await (const inner of ports.listFolders(folder)) if (ACCOUNT.test(inner)) folders.add(inner);
  }
  return [...folders];
}

/** The account of such a folder. */
export function accountOf(folder: string): string {
  return folder.split('/').at(-2) ?? '';
}

/** Whether trails of an organization deliver there. */
export function isOfOrganization(folder: string): boolean {
  return ORGANIZATION.test(folder.slice(0, folder.lastIndexOf('/', folder.length - 2) + 1));
}
