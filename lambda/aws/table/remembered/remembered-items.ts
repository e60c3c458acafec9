import type { SketchChange, SketchPorts } from '../sketch-item';

/** Requests that are under way at once. */
const AT_ONCE = 16;

/** What the table has under a key, as it was read or written last; undefined and version 0 if that is nothing. */
export interface RememberedItem<Content> {
  readonly content: Content | undefined;
  readonly version: number;
}

/** How the items of one kind are remembered. */
export interface ItemKind<Content> {
  /** So many are remembered between files; the one that was read or written first is forgotten first. */
  readonly most: number;
  /** The key in the table. */
  readonly tableKey: (key: string) => string;
  readonly decode: (bytes: Uint8Array, key: string) => Content | undefined;
}

/** What a container knows of items of the table. */
export class RememberedItems<Content> {
  private readonly items = new Map<string, RememberedItem<Content>>();

  constructor(
    private readonly ports: SketchPorts,
    private readonly kind: ItemKind<Content>,
  ) {}

  /** Undefined if it was not read yet. */
  get(key: string): RememberedItem<Content> | undefined {
    return this.items.get(key);
  }

  async read(key: string): Promise<RememberedItem<Content>> {
    const { bytes, version } = await this.ports.readSketch(this.kind.tableKey(key));
    const content = bytes === undefined ? undefined : this.kind.decode(bytes, key);
    return this.remember(key, { content, version });
  }

  /** False, and nothing is remembered, if another function has written since the version was read. */
  async write(
    key: string,
    content: Content,
    change: Pick<SketchChange, 'bytes' | 'version' | 'keepSeconds'>,
  ): Promise<boolean> {
    const item = { ...change, key: this.kind.tableKey(key), nowMs: this.ports.nowMs() };
    if (!(await this.ports.writeSketch(item))) return false;
    this.remember(key, { content, version: change.version + 1 });
    return true;
  }

  private remember(key: string, item: RememberedItem<Content>): RememberedItem<Content> {
    this.items.delete(key);
    this.items.set(key, item);
    const [oldest] = this.items.keys();
    if (this.items.size > this.kind.most && oldest !== undefined) this.items.delete(oldest);
    return item;
  }
}

/** Does the same with each, a few at once. */
export async function inTurns<T, Result>(
  each: readonly T[],
  work: (one: T) => Promise<Result>,
): Promise<readonly Result[]> {
  const results: Result[] = [];
  for (let at = 0; at < each.length; at += AT_ONCE)
    results.push(...(await Promise.all(each.slice(at, at + AT_ONCE).map(work))));
  return results;
}

/** Writes each, a few at once. Gives how many could not be written. */
export async function countUnwritten<T>(
  each: readonly T[],
  write: (one: T) => Promise<boolean>,
): Promise<number> {
  const written = await inTurns(each, write);
  return written.filter((isWritten) => !isWritten).length;
}
