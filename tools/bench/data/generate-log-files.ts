import { gzipSync } from 'node:zlib';
import type { JsonObject } from '../../../lib/core/json/json-value';
import { Account, type CallMix } from '../../../test/samples/generated/account';
import { ACCOUNT_ID } from '../../../test/samples/generated/call-templates';
import { Random } from '../../../test/samples/generated/random';

/** What to generate. */
export interface LogFilePlan {
  readonly seed: number;
  /** Generation ends with the file that reaches this many records. */
  readonly records: number;
  /** `management`: 260 call names, the first twenty half of all; `data`: mostly three calls on S3 objects. */
  readonly mix: CallMix;
}

/** A delivered log file: gzip at level 6, as CloudTrail writes them. */
export interface GeneratedLogFile {
  readonly name: string;
  readonly records: readonly JsonObject[];
  readonly text: string;
  readonly gzipped: Buffer;
}

const MAX_RECORDS = 2000;
const FIRST_DELIVERY_MS = Date.UTC(2026, 7, 3, 9);
const BETWEEN_DELIVERIES_MS = 20_000;
/** The share of records that come again in a later file. */
const REPEATED = 0.1;

/**
 * Log files whose sizes, names, identities, errors and repeats follow what was counted in real deliveries:
 * lognormal records per file, Zipf-like call names, about 1.3 kB a record.
 */
export function generateLogFiles(plan: LogFilePlan): GeneratedLogFile[] {
  const random = new Random(plan.seed);
  const account = new Account(random, plan.mix);
  const files: GeneratedLogFile[] = [];
  let toRepeat: JsonObject[] = [];
  for (let records = 0; records < plan.records; ) {
    const count = Math.min(MAX_RECORDS, Math.max(1, Math.round(random.lognormal(2.5, 1.4))));
    const repeats = toRepeat.splice(0, Math.floor(count * REPEATED));
    const deliveredMs = FIRST_DELIVERY_MS + files.length * BETWEEN_DELIVERIES_MS;
    const fresh = account.records(count - repeats.length, deliveredMs);
    toRepeat = [...toRepeat, ...fresh.filter(() => random.chance(REPEATED))].slice(-MAX_RECORDS);
    const inFile = [...repeats, ...fresh];
    files.push(toLogFile(deliveredMs, random.chance(0.5) ? random.shuffle(inFile) : inFile, random));
    records += count;
  }
  return files;
}

function toLogFile(deliveredMs: number, records: readonly JsonObject[], random: Random): GeneratedLogFile {
  const text = JSON.stringify({ Records: records });
  const minute = new Date(deliveredMs).toISOString().replace(/[-:]/g, '').slice(0, 13);
  const unique = random.text(16, 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789');
  return {
    name: `${ACCOUNT_ID}_CloudTrail_eu-west-1_${minute}Z_${unique}.json.gz`,
    records,
    text,
    gzipped: gzipSync(text, { level: 6 }),
  };
}
