import type { CommandIo } from '../cli/command-io';
import { listBucket } from './list-bucket';
import { openObjectGetter } from './open-object-getter';

/** Lists the "folders" of a bucket below a prefix, with a slash at the end of each. */
export async function listFoldersOf(
  bucket: string,
  { environment, wait }: Pick<CommandIo, 'environment' | 'wait'>,
  region?: string,
): Promise<(prefix: string) => Promise<readonly string[]>> {
  const getter = await openObjectGetter(
    { connections: 2, ...(region === undefined ? {} : { region }) },
    { environment, wait },
  );
  return async (prefix) => {
    const folders: string[] = [];
    for await (const folder of listBucket({ bucket, prefix, folders: true }, { getter, wait })) {
      folders.push(folder);
    }
    return folders;
  };
}
