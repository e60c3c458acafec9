import { layoutRootOf } from '../record/object-key';
import type { ArchiveFolder } from './archive-folder';
import { mapAhead } from './chain/map-ahead';

/** Properties of a search for the accounts of an archive. */
export interface AccountSearch {
  /** Limits the search to keys that begin with this prefix; empty for everything. */
  readonly scope: string;
  /** The keys, up to and including the next slash, below a key that is empty or ends with a slash. */
  readonly subfolders: (keyPrefix: string) => AsyncIterable<string>;
  /**
   * The maximum number of folders to search for the beginning of the layout: a bucket may hold much else.
   *
   * @default 2,000
   */
  readonly maxSearched?: number;
}

/** Properties of a search for archive folders. */
export interface FolderSearch extends AccountSearch {
  /** Only these accounts and Regions; all of them where a list is empty or absent. */
  readonly accounts?: readonly string[];
  readonly regions?: readonly string[];
  /**
   * The folders of an account whose Regions are meant.
   *
   * @default - log files and digests
   */
  readonly contents?: readonly string[];
}

/** Where CloudTrail's layout begins. */
const ROOT = 'AWSLogs/';
const MAX_SEARCHED = 2_000;
/** The number of accounts that are listed at a time: one by one, a thousand of them take a minute or two. */
const LISTINGS_AHEAD = 32;
const ORGANIZATION = /^o-[a-z0-9]{10,32}$/;
const ACCOUNT = /^\d{12}$/;
const CONTENTS = ['CloudTrail', 'CloudTrail-Digest'];

/** No `AWSLogs` folder was found. The message continues a sentence about the archive. */
export class LayoutNotFound extends Error {
  override readonly name = 'LayoutNotFound';

  constructor(searched: number) {
    super(`has no 'AWSLogs' among its first ${searched} folders; name the prefix that it lies under`);
  }
}

/**
 * The accounts and Regions with log or digest files in an archive, in the order of their keys: found from the
 * layout alone, whatever its prefixes, for accounts and organizations.
 *
 * @throws {@link LayoutNotFound} if its beginning is not found among {@link MAX_SEARCHED} folders
 */
export async function* findArchiveFolders(search: FolderSearch): AsyncGenerator<ArchiveFolder, void> {
  const walk = new ArchiveWalk(search);
  const accounts = walk.accounts();
  const isMeant = ({ accountId }: AccountFolder) => isChosen(search.accounts, accountId);
  for await (const [{ name: _, ...account }, regions] of mapAhead(
    accounts,
    LISTINGS_AHEAD,
    async (found) => [found, isMeant(found) ? await walk.regionsIn(found.name, search) : []] as const,
  ))
    for (const region of regions) yield { ...account, region };
}

/**
 * The accounts with a folder in an archive, whatever it holds: CloudTrail makes these folders. In the order of their keys; one that
 * lies under several prefixes comes several times.
 *
 * @throws {@link LayoutNotFound} if the beginning of the layout is not found
 */
export async function* findArchiveAccounts(search: AccountSearch): AsyncGenerator<string, void> {
  for await (const { accountId } of new ArchiveWalk(search).accounts()) yield accountId;
}

/** The folder of an account below `AWSLogs/`. */
interface AccountFolder extends Omit<ArchiveFolder, 'region'> {
  /** Its key prefix, which ends with a slash. */
  readonly name: string;
}

class ArchiveWalk {
  private searched = 0;

  constructor(private readonly props: AccountSearch) {}

  accounts(): AsyncGenerator<AccountFolder, void> {
    const { scope } = this.props;
    const root = layoutRootOf(scope);
    return root === undefined
      ? this.search(scope.slice(0, scope.lastIndexOf('/') + 1))
      : this.accountsIn(root);
  }

  async regionsIn(
    account: string,
    { contents: chosen = CONTENTS, regions: meant }: FolderSearch,
  ): Promise<readonly string[]> {
    const contents = (await this.within(account)).filter((content) => chosen.includes(nameOf(content)));
    const regions = await Promise.all(contents.map((content) => this.within(content)));
    const names = new Set(regions.flat().map(nameOf));
    return [...names].filter((region) => isChosen(meant, region)).sort();
  }

  private async *search(keyPrefix: string): AsyncGenerator<AccountFolder, void> {
    const { maxSearched = MAX_SEARCHED } = this.props;
    this.searched += 1;
    if (this.searched > maxSearched) throw new LayoutNotFound(maxSearched);
    for (const folder of await this.within(keyPrefix)) {
      if (nameOf(folder) === 'AWSLogs') yield* this.accountsIn(folder);
      else yield* this.search(folder);
    }
  }

  /** `root` ends with `AWSLogs/`, or is the folder of an organization below it. */
  private async *accountsIn(root: string, organizationId?: string): AsyncGenerator<AccountFolder, void> {
    for (const folder of await this.within(root)) {
      const name = nameOf(folder);
      if (organizationId === undefined && ORGANIZATION.test(name)) yield* this.accountsIn(folder, name);
      if (!ACCOUNT.test(name)) continue;
      const at = root.lastIndexOf(ROOT);
      yield {
        name: folder,
        // The first name of a key may be empty.
        ...(at === 0 ? {} : { prefix: root.slice(0, at - 1) }),
        ...(organizationId === undefined ? {} : { organizationId }),
        accountId: name,
      };
    }
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
