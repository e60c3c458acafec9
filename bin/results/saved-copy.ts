import { existsSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import type { CommandIo } from '../cli/command-io';
import { makeFolder } from '../cli/make-folder';
import { renderReason, UserError } from '../cli/user-error';
import { makeTemporaryFile, type TemporaryFile } from '../outputs/temporary-file';

interface CopiedFile {
  readonly temporary: TemporaryFile;
  readonly handle: FileHandle;
}

/** Files that are written beside where they belong, and put there together once all are proven. */
export class SavedCopy {
  private readonly files = new Map<string, CopiedFile>();

  /** @param force whether files that are there are replaced */
  constructor(
    private readonly folder: string,
    private readonly force: boolean,
    private readonly io: Pick<CommandIo, 'onInterrupt'>,
  ) {}

  /**
   * Adds bytes to the end of a file.
   *
   * @throws {@link UserError} if it cannot be written
   */
  async write(name: string, chunk: Uint8Array): Promise<void> {
    await this.trying(name, async () => {
      const file = this.files.get(name) ?? (await this.begin(name));
      await file.handle.appendFile(chunk);
    });
  }

  /**
   * Puts all files where they belong.
   *
   * @throws {@link UserError} if it cannot be done
   */
  async keep(): Promise<void> {
    for (const { handle } of this.files.values()) {
      await handle.sync();
      await handle.close();
    }
    for (const [name, { temporary }] of this.files) {
      await this.trying(name, () => temporary.replaceTarget());
    }
    this.files.clear();
  }

  /** Leaves nothing behind. Does nothing after `keep`. */
  async discard(): Promise<void> {
    for (const { handle, temporary } of this.files.values()) {
      temporary.remove();
      await handle.close().catch(() => undefined);
    }
    this.files.clear();
  }

  private async begin(name: string): Promise<CopiedFile> {
    const target = join(this.folder, name);
    if (!this.force && existsSync(target)) throw new Error('it is there; replace it with --force');
    makeFolder(this.folder);
    const temporary = makeTemporaryFile(target, this.io);
    const file = { temporary, handle: await open(temporary.path, 'a') };
    this.files.set(name, file);
    return file;
  }

  private async trying(name: string, step: () => Promise<void>): Promise<void> {
    try {
      await step();
    } catch (error) {
      throw new UserError(`${join(this.folder, name)} cannot be written: ${renderReason(error)}`);
    }
  }
}
