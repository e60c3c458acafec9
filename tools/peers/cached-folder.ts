import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** Inside the repository's ignored folder, out of the way of every build. */
const CACHE = resolve(__dirname, '../../dist/peers');

/**
 * A folder that is filled on first use. A later run finds it again as long as it asks for the same; when it asks for
 * something else under that name, the old folder goes.
 *
 * @param identity everything that the content hangs on
 */
export async function cachedFolder(
  name: string,
  identity: readonly string[],
  fill: (folder: string) => Promise<void>,
): Promise<string> {
  const hash = createHash('sha256').update(identity.join('\n')).digest('hex').slice(0, 12);
  const folder = join(CACHE, `${name}-${hash}`);
  const complete = join(folder, 'complete');
  if (existsSync(complete)) return folder;
  mkdirSync(CACHE, { recursive: true });
  for (const old of readdirSync(CACHE).filter((entry) => entry.startsWith(`${name}-`))) {
    rmSync(join(CACHE, old), { recursive: true });
  }
  await fill(folder);
  writeFileSync(complete, '');
  return folder;
}
