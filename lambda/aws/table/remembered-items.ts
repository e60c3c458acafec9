import type { JsonObject } from '../../../lib/core/json/json-value';
import type { KnownManagers } from '../../../lib/core/scan/change/file-hand-changes';
import { isBetter, type Manager } from '../../../lib/core/scan/change/managed-resources';
import type { Addition, FileMarks, KnownSketches } from '../../../lib/core/scan/novelty/file-novelty';
import { Sketch, type SketchKind } from '../../../lib/core/scan/novelty/sketch';
import type { SketchChange, SketchPorts } from './sketch-item';

/** The maximum number of concurrent requests. */
const AT_ONCE = 16;

/** What the table has under a key, as it was read or written last; undefined and version 0 if that is nothing. */
interface RememberedItem<Content> {
  readonly content: Content | undefined;
  readonly version: number;
}

/** How the items of one kind are remembered. */
interface ItemKind<Content> {
  /** The maximum number of items that are kept between files; the least recently used one is removed first. */
  readonly most: number;
  /** The key in the table. */
  readonly tableKey: (key: string) => string;
  readonly decode: (bytes: Uint8Array, key: string) => Content | undefined;
}

/** What a container knows of items of the table. */
class RememberedItems<Content> {
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

/** Processes each item, a few concurrently. */
async function inTurns<T, Result>(
  each: readonly T[],
  work: (one: T) => Promise<Result>,
): Promise<readonly Result[]> {
  const results: Result[] = [];
  for (let at = 0; at < each.length; at += AT_ONCE)
    results.push(...(await Promise.all(each.slice(at, at + AT_ONCE).map(work))));
  return results;
}

/** Writes each item, a few concurrently. Returns the number of failed writes. */
async function countUnwritten<T>(each: readonly T[], write: (one: T) => Promise<boolean>): Promise<number> {
  const written = await inTurns(each, write);
  return written.filter((isWritten) => !isWritten).length;
}

/** With and without a manager. */
const MAX_REMEMBERED_STACKS = 20_000;

/** The time without a change by a deployment after which a resource is forgotten. */
const KEEP_SECONDS = 400 * 86_400;

/** What a container knows of who manages resources. */
export class RememberedManagers implements KnownManagers {
  private readonly items: RememberedItems<Manager>;

  constructor(ports: SketchPorts) {
    this.items = new RememberedItems(ports, {
      most: MAX_REMEMBERED_STACKS,
      // No actor or account has such a name.
      tableKey: (key) => `managed ${key}`,
      // The table proves that a function wrote it.
      decode: (bytes) => JSON.parse(Buffer.from(bytes).toString()) as Manager,
    });
  }

  get(key: string): Manager | undefined {
    return this.items.get(key)?.content;
  }

  /** One that is managed is not read again: what manages it stays. */
  async read(keys: readonly string[]): Promise<void> {
    const unmanaged = keys.filter((key) => this.get(key) === undefined);
    await inTurns(unmanaged, (key) => this.items.read(key));
  }

  add(managers: ReadonlyMap<string, Manager>): Promise<number> {
    return countUnwritten([...managers], ([key, manager]) => this.addOne(key, manager));
  }

  /** Another function that wrote in between has learned it of the same deployment. */
  private async addOne(key: string, manager: Manager): Promise<boolean> {
    const { content: known, version } = this.items.get(key) ?? (await this.items.read(key));
    if (!isBetter(manager, known)) return true;
    const bytes = Buffer.from(JSON.stringify(manager));
    if (await this.items.write(key, manager, { bytes, version, keepSeconds: KEEP_SECONDS })) return true;
    return (await this.items.read(key)).content !== undefined;
  }
}

/** More than ten files ask for at once, each for those of 150 records. */
const MAX_REMEMBERED_SKETCHES = 4_000;

/** The number of attempts for a sketch that other functions also write. */
const MAX_TRIES = 5;

/** So many marks of a file are kept: a hundred bytes each, of the 400 KB of an item. */
const MAX_KEPT_MARKS = 1_000;

/** A message waits in its queue for seven days at most, and fourteen among the dead letters. */
const KEEP_MARKS_SECONDS = 30 * 86_400;

/** What a container knows of actors and accounts. */
export class RememberedSketches implements KnownSketches {
  private readonly items: RememberedItems<Sketch>;

  constructor(private readonly ports: SketchPorts) {
    this.items = new RememberedItems(ports, {
      ...{ most: MAX_REMEMBERED_SKETCHES, tableKey: (key) => key },
      decode: (bytes, key) => Sketch.decode(kindOf(key), bytes),
    });
  }

  get(key: string): Sketch | undefined {
    return this.items.get(key)?.content;
  }

  isRead(key: string): boolean {
    return this.items.get(key) !== undefined;
  }

  async read(keys: readonly string[]): Promise<void> {
    await inTurns(keys, (key) => this.items.read(key));
  }

  async readMarks(file: string): Promise<FileMarks> {
    const { bytes } = await this.ports.readSketch(marksOf(file));
    return toMarks(bytes);
  }

  /** Another function that writes in between searches the same file. */
  async keepMarks(file: string, marks: FileMarks): Promise<void> {
    const { bytes: known, version } = await this.ports.readSketch(marksOf(file));
    const all = [...new Map([...marks, ...toMarks(known)])].slice(0, MAX_KEPT_MARKS);
    const bytes = Buffer.from(JSON.stringify(all));
    const nowMs = this.ports.nowMs();
    await this.ports.writeSketch({
      ...{ key: marksOf(file), bytes, version, nowMs },
      keepSeconds: KEEP_MARKS_SECONDS,
    });
  }

  /**
   * Adds the first appearances of a file. Returns the number of sketches that could not be written because of concurrent
   * writers.
   */
  add(additions: readonly Addition[]): Promise<number> {
    return countUnwritten(additions, (addition) => this.addOne(addition));
  }

  private async addOne({ key, kind, values, firstSeconds, lastSeconds }: Addition): Promise<boolean> {
    for (let tries = 0; tries < MAX_TRIES; tries += 1) {
      const read = tries === 0 ? this.items.get(key) : await this.items.read(key);
      const { content: known, version } = read ?? { content: undefined, version: 0 };
      const sketch = known === undefined ? new Sketch(kind) : copyOf(known);
      for (const [trait, hashes] of values) sketch.add(trait, hashes);
      sketch.span(firstSeconds, lastSeconds);
      const bytes = sketch.encode();
      if (known !== undefined && Buffer.compare(bytes, known.encode()) === 0) return true;
      if (await this.items.write(key, sketch, { bytes, version })) return true;
    }
    return false;
  }
}

/** No actor or account has such a name. */
function marksOf(file: string): string {
  return `marks ${file}`;
}

/** The table proves that a function wrote them. */
function toMarks(bytes: Uint8Array | undefined): FileMarks {
  return new Map(
    bytes === undefined ? [] : (JSON.parse(Buffer.from(bytes).toString()) as [string, JsonObject][]),
  );
}

function kindOf(key: string): SketchKind {
  return key.startsWith('account ') ? 'account' : 'actor';
}

function copyOf(sketch: Sketch): Sketch {
  return Sketch.decode(sketch.kind, sketch.encode()) ?? new Sketch(sketch.kind);
}
