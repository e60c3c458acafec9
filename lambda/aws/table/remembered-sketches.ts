import type { Addition, KnownSketches } from '../../../lib/core/scan/novelty/file-novelty';
import { Sketch, type SketchKind } from '../../../lib/core/scan/novelty/sketch';
import type { SketchPorts } from './sketch-item';

/** So many sketches are remembered between files: more than ten files ask for at once, each for those of 150 records. */
const MAX_REMEMBERED = 4_000;

/** Requests that are under way at once. */
const AT_ONCE = 16;

/** A sketch that other functions write as well is tried so often. */
const MAX_TRIES = 5;

interface Remembered {
  readonly sketch: Sketch | undefined;
  readonly version: number;
}

/** What a container knows of actors and accounts: the table's content, as it was read last. */
export class RememberedSketches implements KnownSketches {
  private readonly remembered = new Map<string, Remembered>();

  constructor(private readonly ports: SketchPorts) {}

  get(key: string): Sketch | undefined {
    return this.remembered.get(key)?.sketch;
  }

  isRead(key: string): boolean {
    return this.remembered.has(key);
  }

  async read(keys: readonly string[]): Promise<void> {
    await inTurns(keys, (key) => this.readOne(key));
  }

  /** Adds what a file had first. Gives how many sketches could not be written: too many functions wrote them. */
  async add(additions: readonly Addition[]): Promise<number> {
    const written = await inTurns(additions, (addition) => this.addOne(addition));
    return written.filter((isWritten) => !isWritten).length;
  }

  private async addOne({ key, kind, values, firstSeconds, lastSeconds }: Addition): Promise<boolean> {
    for (let tries = 0; tries < MAX_TRIES; tries += 1) {
      const { sketch: known, version } = tries === 0 ? this.rememberedOf(key) : await this.readOne(key);
      const sketch = known === undefined ? new Sketch(kind) : copyOf(known);
      for (const [trait, hashes] of values) sketch.add(trait, hashes);
      sketch.span(firstSeconds, lastSeconds);
      const bytes = sketch.encode();
      if (known !== undefined && Buffer.compare(bytes, known.encode()) === 0) return true;
      const change = { key, bytes, version, nowMs: this.ports.nowMs() };
      if (!(await this.ports.writeSketch(change))) continue;
      this.remember(key, { sketch, version: version + 1 });
      return true;
    }
    return false;
  }

  private rememberedOf(key: string): Remembered {
    return this.remembered.get(key) ?? { sketch: undefined, version: 0 };
  }

  private async readOne(key: string): Promise<Remembered> {
    const { bytes, version } = await this.ports.readSketch(key);
    const kind: SketchKind = key.startsWith('account ') ? 'account' : 'actor';
    const read = { sketch: bytes === undefined ? undefined : Sketch.decode(kind, bytes), version };
    this.remember(key, read);
    return read;
  }

  /** The one that was read or written first is forgotten first. */
  private remember(key: string, read: Remembered): void {
    this.remembered.delete(key);
    this.remembered.set(key, read);
    if (this.remembered.size <= MAX_REMEMBERED) return;
    const [oldest] = this.remembered.keys();
    if (oldest !== undefined) this.remembered.delete(oldest);
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

function copyOf(sketch: Sketch): Sketch {
  return Sketch.decode(sketch.kind, sketch.encode()) ?? new Sketch(sketch.kind);
}
