import type { ArchiveFolder } from './archive-folder';
import { mapAhead } from './chain/map-ahead';

/** Properties of a search for archive folders. */
export interface FolderSearch {
  /** Limits the search to keys that begin with this prefix; empty for everything. */
  readonly scope: string;
  /** The keys, up to and including the next slash, below a key that is empty or ends with a slash. */
  readonly subfolders: (keyPrefix: string) => AsyncIterable<string>;
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
/** Maximum number of folders to search: a bucket may hold much else. */
const MAX_SEARCHED = 2_000;
/** The number of accounts that are listed at a time: one by one, a thousand of them take a minute or two. */
const LISTINGS_AHEAD = 32;
const ORGANIZATION = /^o-[a-z0-9]{10,32}$/;
const ACCOUNT = /^\d{12}$/;
const CONTENTS = ['CloudTrail', 'CloudTrail-Digest'];

/** No `AWSLogs` folder was found. The message continues a sentence about the archive. */
export class LayoutNotFound extends Error {
  override readonly name = 'LayoutNotFound';

  constructor() {
    super(`has no 'AWSLogs' among its first ${MAX_SEARCHED} folders; name the prefix that it lies under`);
  }
}

/**
 * The accounts and Regions with log or digest files in an archive, in the order of their keys: found from the
 * layout alone, whatever its prefixes, for accounts and organizations.
 *
 * @throws {@link LayoutNotFound} if its beginning is not found among {@link MAX_SEARCHED} folders
 */
export async function* findArchiveFolders(search: FolderSearch): AsyncGenerator<ArchiveFolder, void> {
  const { scope } = search;
  const walk = new ArchiveWalk(search);
  const at = `/${scope}`.lastIndexOf(`/${ROOT}`);
  if (at >= 0) yield* walk.accountsIn(scope.slice(0, at + ROOT.length));
  else yield* walk.search(scope.slice(0, scope.lastIndexOf('/') + 1));
}

/** The kind of a folder below `AWSLogs/`. */
type FoundFolder =
  | { readonly kind: 'organization'; readonly folder: string; readonly organizationId: string }
  | { readonly kind: 'account'; readonly regions: readonly ArchiveFolder[] };

class ArchiveWalk {
  private searched = 0;

  constructor(private readonly props: FolderSearch) {}

  async *search(keyPrefix: string): AsyncGenerator<ArchiveFolder, void> {
    this.searched += 1;
    if (this.searched > MAX_SEARCHED) throw new LayoutNotFound();
    for (const folder of await this.within(keyPrefix)) {
      if (nameOf(folder) === 'AWSLogs') yield* this.accountsIn(folder);
      else yield* this.search(folder);
    }
  }

  /** `root` ends with `AWSLogs/`. */
  async *accountsIn(root: string, organizationId?: string): AsyncGenerator<ArchiveFolder, void> {
    const folders = await this.within(root);
    for await (const found of mapAhead(folders, LISTINGS_AHEAD, (folder) =>
      this.accountOf(folder, root, organizationId),
    )) {
      if (found.kind === 'organization') yield* this.accountsIn(found.folder, found.organizationId);
      else yield* found.regions;
    }
  }

  private async accountOf(
    folder: string,
    root: string,
    organizationId: string | undefined,
  ): Promise<FoundFolder> {
    const name = nameOf(folder);
    if (organizationId === undefined && ORGANIZATION.test(name))
      return { kind: 'organization', folder, organizationId: name };
    if (!isChosen(this.props.accounts, name) || !ACCOUNT.test(name)) return { kind: 'account', regions: [] };
    const at = root.lastIndexOf(ROOT);
    const account = {
      // The first name of a key may be empty.
      ...(at === 0 ? {} : { prefix: root.slice(0, at - 1) }),
      ...(organizationId === undefined ? {} : { organizationId }),
      accountId: name,
    };
    const regions = await this.regionsIn(folder);
    return { kind: 'account', regions: regions.map((region) => ({ ...account, region })) };
  }

  private async regionsIn(account: string): Promise<readonly string[]> {
    const { contents: chosen = CONTENTS } = this.props;
    const contents = (await this.within(account)).filter((content) => chosen.includes(nameOf(content)));
    const regions = await Promise.all(contents.map((content) => this.within(content)));
    const names = new Set(regions.flat().map(nameOf));
    return [...names].filter((region) => isChosen(this.props.regions, region)).sort();
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
