import { isJsonObject, type Json, parseJson } from '../json/json-value';
import type { CloudTrailRecord } from '../record/record';
import { toChange } from '../scan/change/change';
import { learnManagers, type Manager, type ManagerTable } from '../scan/change/managed-resources';
import type { Addition } from '../scan/novelty/file-novelty';
import { hashedTraitsOf, Sketch, type SketchKind } from '../scan/novelty/sketch';

/** The maximum numbers of actors and accounts, and of resources, that are learned from a batch. */
const MAX_LEARNED = 20_000;

/** What a log processor learns from records before its first one. */
export class Lessons {
  private readonly sketches = new Map<string, Sketch>();
  private readonly managers = new Map<string, Manager>();
  private readonly managed: ManagerTable = {
    get: (key) => this.managers.get(key),
    set: (key, manager) => {
      if (this.hasRoom(this.managers, key)) this.managers.set(key, manager);
    },
  };

  take(record: CloudTrailRecord): void {
    this.takeTraits(record);
    const change = toChange(record);
    if (change !== undefined) learnManagers(change, record, this.managed);
  }

  /** As text, which {@link decodeLessons} reads. */
  encode(): string {
    const sketches = [...this.sketches].map(([key, sketch]) => [
      ...[key, sketch.kind, Buffer.from(sketch.encode()).toString('base64')],
    ]);
    return JSON.stringify({ version: 1, sketches, managers: [...this.managers] });
  }

  private takeTraits(record: CloudTrailRecord): void {
    const traits = hashedTraitsOf(record);
    if (traits === undefined) return;
    const { seconds, hashes } = traits;
    const actor = this.sketchOf(traits.actor, 'actor');
    const account = this.sketchOf(traits.account, 'account');
    for (const sketch of [actor, account]) sketch?.span(seconds, seconds);
    for (const [trait, hash] of hashes) {
      actor?.add(trait, [hash]);
      // A trait in which an actor always differs is not learned for its account.
      if (actor?.isFull(trait) === false) account?.add(trait, [hash]);
    }
  }

  private sketchOf(key: string, kind: SketchKind): Sketch | undefined {
    if (!this.hasRoom(this.sketches, key)) return undefined;
    const sketch = this.sketches.get(key) ?? new Sketch(kind);
    this.sketches.set(key, sketch);
    return sketch;
  }

  private hasRoom(known: ReadonlyMap<string, unknown>, key: string): boolean {
    return known.has(key) || known.size < MAX_LEARNED;
  }
}

/** The content of lessons. */
export interface DecodedLessons {
  readonly additions: readonly Addition[];
  readonly managers: ReadonlyMap<string, Manager>;
}

/**
 * Reads what {@link Lessons.encode} wrote.
 *
 * @throws if it is anything else
 */
export function decodeLessons(text: string): DecodedLessons {
  const document = parseJson(text);
  const { version, sketches, managers } = isJsonObject(document) ? document : {};
  if (version !== 1 || !Array.isArray(sketches) || !Array.isArray(managers))
    throw new Error('the lessons of a batch are not of this version');
  return {
    additions: sketches.map(toAddition),
    managers: new Map(managers as unknown as [string, Manager][]),
  };
}

function toAddition(encoded: Json): Addition {
  const [key, kind, bytes] = Array.isArray(encoded) ? encoded.map(String) : [];
  const sketch =
    kind === 'actor' || kind === 'account'
      ? Sketch.decode(kind, Buffer.from(bytes ?? '', 'base64'))
      : undefined;
  if (key === undefined || sketch === undefined)
    throw new Error('the lessons of a batch have a damaged sketch');
  const { firstSeconds, lastSeconds, traits } = sketch;
  return { key, kind: sketch.kind, values: traits, firstSeconds, lastSeconds };
}
