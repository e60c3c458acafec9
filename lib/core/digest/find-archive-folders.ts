import type { ArchiveFolder } from './archive-folder';

/** Where folders are looked for. */
export interface FolderSearch {
  /** Only what begins with this is looked at; empty for everything. */
  readonly scope: string;
  /** The keys, up to the next slash and with it, of what lies below a key that is empty or ends with a slash. */
  readonly subfolders: (keyPrefix: string) => AsyncIterable<string>;
  /** Only these accounts and Regions; all of them where a list is empty or absent. */
  readonly accounts?: readonly string[];
  readonly regions?: readonly string[];
}

/** Where CloudTrail's layout begins. */
const ROOT = 'AWSLogs/';
/** Folders that are looked into for it: a bucket that holds much else shall not be walked through. */
const MAX_LOOKED_INTO = 2_000;
const ORGANIZATION = /^o-[a-z0-9]{10,32}$/;
const ACCOUNT = /^\d{12}$/;
const CONTENTS = ['CloudTrail', 'CloudTrail-Digest'];

/** CloudTrail's layout does not begin where it was looked for. The message is a part of a sentence about the archive. */
export class LayoutNotFound extends Error {
  override readonly name = 'LayoutNotFound';

  constructor() {
    super(`has no 'AWSLogs' among its first ${MAX_LOOKED_INTO} folders; name the prefix that it lies under`);
  }
}

/**
 * The accounts and Regions that an archive holds log or digest files of, in the order of their keys: found from the
 * layout alone, whatever its prefixes, for accounts and organizations.
 *
 * @throws {@link LayoutNotFound} if its beginning is not found among {@link MAX_LOOKED_INTO} folders
 */
export async function* findArchiveFolders(search: FolderSearch): AsyncGenerator<ArchiveFolder, void> {
  const { scope } = search;
  const walk = new ArchiveWalk(search);
  const at = `/${scope}`.lastIndexOf(`/${ROOT}`);
  if (at >= 0) yield* walk.accountsIn(scope.slice(0, at + ROOT.length));
  else yield* walk.search(scope.slice(0, scope.lastIndexOf('/') + 1));
}

class ArchiveWalk {
  private lookedInto = 0;

  constructor(private readonly props: FolderSearch) {}

  async *search(keyPrefix: string): AsyncGenerator<ArchiveFolder, void> {
    this.lookedInto += 1;
    if (this.lookedInto > MAX_LOOKED_INTO) throw new LayoutNotFound();
    for (const folder of await this.within(keyPrefix)) {
      if (nameOf(folder) === 'AWSLogs') yield* this.accountsIn(folder);
      else yield* this.search(folder);
    }
  }

  /** `root` ends with `AWSLogs/`. */
  async *accountsIn(root: string, organizationId?: string): AsyncGenerator<ArchiveFolder, void> {
    for (const folder of await this.within(root)) {
      const name = nameOf(folder);
      if (organizationId === undefined && ORGANIZATION.test(name)) yield* this.accountsIn(folder, name);
      else if (isChosen(this.props.accounts, name) && ACCOUNT.test(name)) {
        const prefix = root.slice(0, root.lastIndexOf(ROOT)).replace(/\/$/, '');
        const account = {
          ...(prefix === '' ? {} : { prefix }),
          ...(organizationId === undefined ? {} : { organizationId }),
          accountId: name,
        };
        for (const region of await this.regionsIn(folder)) yield { ...account, region };
      }
    }
  }

  private async regionsIn(account: string): Promise<readonly string[]> {
    const regions = new Set<string>();
    for (const content of await this.within(account)) {
      if (!CONTENTS.includes(nameOf(content))) continue;
      for (const region of await this.within(content)) regions.add(nameOf(region));
    }
    return [...regions].filter((region) => isChosen(this.props.regions, region)).sort();
  }

  /** The subfolders that lie in the scope, or lead to it. */
  private async within(keyPrefix: string): Promise<readonly string[]> {
    const { scope, subfolders } = this.props;
    const folders: string[] = [];
    for await (const folder of subfolders(keyPrefix)) {
      if (folder.startsWith(scope) || scope.startsWith(folder)) folders.push(folder);
    }
    return folders;
  }
}

function nameOf(folder: string): string {
  return folder.slice(0, -1).split('/').at(-1) ?? '';
}

function isChosen(chosen: readonly string[] = [], name: string): boolean {
  return chosen.length === 0 || chosen.includes(name);
}
