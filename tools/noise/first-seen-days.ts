import { RememberedSketches } from '../../lambda/aws/table/remembered-items';
import type { StoredSketch } from '../../lambda/aws/table/sketch-item';
import type { JsonObject } from '../../lib/core/json/json-value';
import type { CloudTrailRecord } from '../../lib/core/record/record';
import { FileNovelty } from '../../lib/core/scan/novelty/file-novelty';
import { chanceOf } from '../../test/lambda/chance';
import { Diary } from './diary';
import type { Estate } from './play-days';

const MONDAY_MS = Date.parse('2026-11-16T00:00:00Z');
const DAY_MS = 86_400_000;
const LEARNING_SECONDS = (7 * DAY_MS) / 1000;

/** What a day has, and what of it is new. */
export interface FirstSeenDay {
  readonly records: number;
  /** What is new, with the actor or account that it is new to: `account eventName`. */
  readonly marks: readonly string[];
  readonly reads: number;
  readonly writes: number;
}

/** Marks what is seen for the first time on days from Monday on, after seven days of learning, in files of 1,000 records. */
export async function firstSeenDays(estate: Estate, days: number): Promise<readonly FirstSeenDay[]> {
  const stored = new Map<string, StoredSketch>();
  let reads = 0;
  let writes = 0;
  const sketches = new RememberedSketches({
    nowMs: () => MONDAY_MS,
    readSketch: async (key) => {
      reads += 1;
      return stored.get(key) ?? { version: 0 };
    },
    writeSketch: async ({ key, bytes, version }) => {
      writes += 1;
      stored.set(key, { bytes, version: version + 1 });
      return true;
    },
  });
  const chance = chanceOf(20261123);
  const played: FirstSeenDay[] = [];
  for (let day = 0; day < days; day++) {
    const diary = new Diary(day + 100, MONDAY_MS + day * DAY_MS, chance);
    estate.live(diary, day % 7);
    const entries = [...diary.entries].sort((one, other) => one.timeMs - other.timeMs);
    const marks: string[] = [];
    const before = { reads, writes };
    for (let at = 0; at < entries.length; at += 1000) {
      const novelty = new FileNovelty(sketches, LEARNING_SECONDS);
      const records = entries.slice(at, at + 1000).map(({ record }) => ({ ...record }) as CloudTrailRecord);
      for (const mark of (await novelty.mark(records)).values()) marks.push(...marksOf(mark));
      await novelty.learn();
    }
    played.push({
      records: entries.length,
      marks,
      reads: reads - before.reads,
      writes: writes - before.writes,
    });
  }
  return played;
}

function marksOf({ firstSeen }: JsonObject): readonly string[] {
  return Object.entries(firstSeen ?? {}).map(([trait, kind]) => `${kind} ${trait}`);
}
