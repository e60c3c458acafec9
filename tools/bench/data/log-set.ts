import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { JsonObject } from '../../../lib/core/json/json-value';
import { ACCOUNT_ID } from '../../../test/samples/generated/call-templates';
import type { Random } from '../../../test/samples/generated/random';

/** Log files in a folder. */
export interface LogSet {
  readonly folder: string;
  readonly source: string;
  readonly files: number;
  readonly records: number;
  /** Of unpacked text. */
  readonly bytes: number;
  readonly gzippedBytes: number;
}

/** What to write. */
export interface LogSetPlan {
  readonly source: string;
  readonly files: number;
  readonly recordsAFile: number;
  /** Each with the share of all records that is drawn from it; a share of what is empty goes to the last one. */
  readonly drawn: readonly DrawnRecords[];
}

/** Records, and how often they are drawn. */
export interface DrawnRecords {
  readonly share: number;
  readonly records: readonly JsonObject[];
}

const PLACE_OF_ID = '00000000-0000-0000-0000-000000000000';

/** The text of a record before and after its event id. */
type AroundId = readonly [string, string];

/** Writes log files whose records are drawn from others, each with an event id of its own, packed as CloudTrail does. */
export function writeLogSet(folder: string, plan: LogSetPlan, random: Random): LogSet {
  mkdirSync(folder, { recursive: true });
  const draw = drawing(plan.drawn, random);
  let [bytes, gzippedBytes] = [0, 0];
  for (let file = 0; file < plan.files; file += 1) {
    const texts = Array.from({ length: plan.recordsAFile }, () => draw().join(random.uuid()));
    const text = Buffer.from(`{"Records":[${texts.join(',')}]}`);
    const gzipped = gzipSync(text, { level: 6 });
    writeFileSync(join(folder, nameOf(file, random)), gzipped);
    bytes += text.length;
    gzippedBytes += gzipped.length;
  }
  const { source, files } = plan;
  return { folder, source, files, records: files * plan.recordsAFile, bytes, gzippedBytes };
}

/** How a set is told to people. */
export function describeLogSet({ source, files, records, bytes, gzippedBytes }: LogSet): string {
  const megabytes = (bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0);
  const count = records.toLocaleString('en-US');
  return `${source}: ${files.toLocaleString('en-US')} files, ${count} records, ${megabytes} MB, packed ${(bytes / gzippedBytes).toFixed(1)}:1`;
}

function drawing(drawn: readonly DrawnRecords[], random: Random): () => AroundId {
  const sources = drawn
    .filter(({ records }) => records.length > 0)
    .map(({ share, records }) => ({ share, texts: records.map(aroundId) }));
  const last = sources.at(-1);
  if (last === undefined) throw new Error('no records to draw from');
  return () => {
    let left = random.next();
    const source = sources.find(({ share }) => {
      left -= share;
      return left < 0;
    });
    return random.pick((source ?? last).texts);
  };
}

function aroundId(record: JsonObject): AroundId {
  const [before = '', after = ''] = JSON.stringify({ ...record, eventID: PLACE_OF_ID }).split(PLACE_OF_ID);
  return [before, after];
}

function nameOf(file: number, random: Random): string {
  const minute = new Date(Date.UTC(2026, 7, 3) + file * 20_000)
    .toISOString()
    .replace(/[-:]/g, '')
    .slice(0, 13);
  const unique = random.text(16, 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789');
  return `${ACCOUNT_ID}_CloudTrail_eu-west-1_${minute}Z_${unique}.json.gz`;
}
