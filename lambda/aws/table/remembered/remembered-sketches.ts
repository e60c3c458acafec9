import type { Addition, KnownSketches } from '../../../../lib/core/scan/novelty/file-novelty';
import { Sketch, type SketchKind } from '../../../../lib/core/scan/novelty/sketch';
import type { SketchPorts } from '../sketch-item';
import { countUnwritten, inTurns, RememberedItems } from './remembered-items';

/** More than ten files ask for at once, each for those of 150 records. */
const MAX_REMEMBERED = 4_000;

/** A sketch that other functions write as well is tried so often. */
const MAX_TRIES = 5;

/** What a container knows of actors and accounts. */
export class RememberedSketches implements KnownSketches {
  private readonly items: RememberedItems<Sketch>;

  constructor(ports: SketchPorts) {
    this.items = new RememberedItems(ports, {
      ...{ most: MAX_REMEMBERED, tableKey: (key) => key },
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

  /** Adds what a file had first. Gives how many sketches could not be written: too many functions wrote them. */
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

function kindOf(key: string): SketchKind {
  return key.startsWith('account ') ? 'account' : 'actor';
}

function copyOf(sketch: Sketch): Sketch {
  return Sketch.decode(sketch.kind, sketch.encode()) ?? new Sketch(sketch.kind);
}
