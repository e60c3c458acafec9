import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { JsonObject } from '../../../lib/core/json/json-value';
import { corpusPath } from '../../parity/corpus';
import { Account, type CallMix } from './account';
import type { Random } from './random';

/** Records that larger sets are drawn from, and in words where they are from. */
export interface BaseRecords {
  readonly source: string;
  readonly records: readonly JsonObject[];
}

/** What a record is to the rules. */
export interface RecordClasses {
  /** Rules raise an alert on each alone. */
  readonly alerting: readonly JsonObject[];
  /** Only correlations count them. */
  readonly counted: readonly JsonObject[];
  /** No rule matches. */
  readonly silent: readonly JsonObject[];
}

/** Asks the rules about a record. */
export type MatchRecord = (record: JsonObject) => {
  readonly alerting: readonly unknown[];
  readonly satisfied: readonly unknown[];
};

const GENERATED = 20_000;
const END_MS = Date.UTC(2026, 7, 3, 9);
/** Log files of an attack as CloudTrail wrote them, in the corpus. */
const REAL_ATTACK = 'logs/invictus';

/** Records of a generated account. */
export function generatedRecords(random: Random, mix: CallMix, count: number = GENERATED): BaseRecords {
  return {
    source: `generated ${mix} events`,
    records: new Account(random, mix).records(count, END_MS),
  };
}

/** Delivered records of a real attack, where they are at hand. */
export function realRecords(): BaseRecords | undefined {
  const folder = corpusPath(REAL_ATTACK);
  if (!existsSync(folder)) return undefined;
  const names = readdirSync(folder).filter((name) => name.endsWith('.json.gz'));
  const records = names
    .sort()
    .flatMap((name) => JSON.parse(gunzipSync(readFileSync(join(folder, name))).toString()).Records);
  return records.length === 0 ? undefined : { source: `${records.length} real records, resampled`, records };
}

/** Parts records by what the rules say to them. */
export function classify(records: readonly JsonObject[], match: MatchRecord): RecordClasses {
  const classes = { alerting: [] as JsonObject[], counted: [] as JsonObject[], silent: [] as JsonObject[] };
  for (const record of records) {
    const { alerting, satisfied } = match(record);
    const kind = alerting.length > 0 ? 'alerting' : satisfied.length > 0 ? 'counted' : 'silent';
    classes[kind].push(record);
  }
  return classes;
}
