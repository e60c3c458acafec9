import type { ArchiveFolder } from '../../lib/core/digest/archive-folder';
import { UserError } from '../user-error';
import type { ArchiveSource } from './archive-source';

/** Which accounts and Regions are asked about; all of them where a list is empty. */
export interface FolderChoice {
  readonly accounts: readonly string[];
  readonly regions: readonly string[];
}

/** Where CloudTrail's layout begins. */
const ROOT = 'AWSLogs/';
/** Folders that are looked into for it: a bucket that holds much else shall not be walked through. */
const MOST_LOOKED_INTO = 2_000;
const ORGANIZATION = /^o-[a-z0-9]{10,32}$/;
const ACCOUNT = /^\d{12}$/;
const CONTENTS = ['CloudTrail', 'CloudTrail-Digest'];

/**
 * The accounts and Regions that an archive holds log or digest files of, in the order of their keys: found from the
 * layout alone, whatever its prefixes, for accounts and organizations.
 *
 * @throws {@link UserError} if the layout's beginning is not found among {@link MOST_LOOKED_INTO} folders
 */
export async function* findFolders(
  source: ArchiveSource,
  choice: FolderChoice,
): AsyncGenerator<ArchiveFolder, void> {
  const walk = new ArchiveWalk(source, choice);
  const at = `/${source.scope}`.lastIndexOf(`/${ROOT}`);
  if (at >= 0) yield* walk.accountsIn(source.scope.slice(0, at + ROOT.length));
  else yield* walk.search(source.scope.slice(0, source.scope.lastIndexOf('/') + 1));
}

class ArchiveWalk {
  private lookedInto = 0;

  constructor(
    private readonly source: ArchiveSource,
    private readonly choice: FolderChoice,
  ) {}

  async *search(keyPrefix: string): AsyncGenerator<ArchiveFolder, void> {
    this.lookedInto += 1;
    if (this.lookedInto > MOST_LOOKED_INTO) {
      throw new UserError(
        `${this.source.name} has no 'AWSLogs' among its first ${MOST_LOOKED_INTO} folders; name the prefix that it lies under`,
      );
    }
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
      else if (isChosen(this.choice.accounts, name) && ACCOUNT.test(name)) {
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
    return [...regions].filter((region) => isChosen(this.choice.regions, region)).sort();
  }

  /** The subfolders that lie in the scope, or lead to it. */
  private async within(keyPrefix: string): Promise<readonly string[]> {
    const { scope } = this.source;
    const folders: string[] = [];
    for await (const folder of this.source.subfolders(keyPrefix)) {
      if (folder.startsWith(scope) || scope.startsWith(folder)) folders.push(folder);
    }
    return folders;
  }
}

function nameOf(folder: string): string {
  return folder.slice(0, -1).split('/').at(-1) ?? '';
}

function isChosen(chosen: readonly string[], name: string): boolean {
  return chosen.length === 0 || chosen.includes(name);
}
