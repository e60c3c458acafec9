import pLimit from 'p-limit';
import type { RulesInUse } from '../../lib/core/cost/savings/rules-in-use';
import type { CostedTrail } from '../../lib/core/cost/trail-charges';
import { FileSample, type SampledFile } from '../../lib/core/delivery/volume/file-sample';
import { recordWeight, VolumeTally } from '../../lib/core/delivery/volume/volume-tally';
import { awsErrorOf, failureOf } from '../../lib/core/failure/failure';
import { readLogFile } from '../../lib/core/record/log-file/read-log-file';
import { parseObjectKey } from '../../lib/core/record/object-key';
import { RetryLater } from '../raise/retry-later';
import type { Invocation } from './ports';

/** The folders of events that CloudTrail charges by number. */
const FOLDERS = ['CloudTrail', 'CloudTrail-NetworkActivity'] as const;

/** The sum over so many files is within some per cent of that over all; they unpack to some 300 MB at most. */
const BOUNDS = { maxFiles: 64, maxBytes: 16 * 1024 * 1024 } as const;

/** Twice what CloudTrail writes at most. */
const MAX_LOG_FILE_BYTES = 100 * 1024 * 1024;

/** The maximum number of folders that are listed, and files that are read, concurrently. */
const AT_ONCE = 4;

/** What an account delivered on a day, by a sample of its files. */
export interface SampledDay {
  readonly tally: VolumeTally;
  readonly files: number;
  readonly readFiles: number;
  readonly regions: readonly string[];
}

/** What the sample is counted by. */
export interface SamplingParts {
  /** As `2026-11-20`. */
  readonly day: string;
  readonly trails: readonly CostedTrail[];
  readonly rules: RulesInUse;
}

/** Lists the log files that were delivered for an account on a day, and counts the records of a sample of them. */
export async function sampleDay(
  invocation: Invocation,
  folder: string,
  { day, trails, rules }: SamplingParts,
): Promise<SampledDay> {
  const sample = new FileSample(BOUNDS);
  const regions = await listDay(invocation, { folder, day, sample });
  const tally = new VolumeTally(trails, rules);
  const limit = pLimit(AT_ONCE);
  const read = await Promise.all(
    sample.chosen().map((file) => limit(() => countFile(invocation, file, tally))),
  );
  const refused = read.find((each) => typeof each === 'object');
  const readFiles = read.filter((each) => each === 'read').length;
  // A day of which nothing may be read is not taken for an idle one.
  if (readFiles === 0 && refused !== undefined) throw refused.error;
  invocation.counts.add('FilesRead', readFiles);
  return { tally, files: sample.files, readFiles, regions };
}

interface Day {
  readonly folder: string;
  readonly day: string;
  readonly sample: FileSample;
}

async function listDay(invocation: Invocation, { folder, day, sample }: Day): Promise<readonly string[]> {
  const { ports, counts } = invocation;
  const limit = pLimit(AT_ONCE);
  const places: string[] = [];
  for (const kind of FOLDERS)
    for await (const place of ports.listFolders(`${folder}${kind}/`)) places.push(place);
  await Promise.all(
    places.map((place) =>
      limit(async () => {
        for await (const file of ports.listFiles(`${place}${day.replaceAll('-', '/')}/`)) {
          checkTime(invocation, folder);
          counts.add('KeysListed');
          if (parseObjectKey(file.key)?.file.kind === 'log') sample.add(file);
        }
      }),
    ),
  );
  return [...new Set(places.map((place) => place.split('/').at(-2) ?? ''))];
}

/** Counts the records of a file. One that cannot be read, or not to its end, is for those to report that search every file. */
async function countFile(
  invocation: Invocation,
  { key, weight }: SampledFile,
  tally: VolumeTally,
): Promise<'read' | 'incomplete' | { readonly error: unknown }> {
  const { ports, settings, outOfTime, log } = invocation;
  const chunks = ports.readObject({ bucket: settings.bucketName, key }, outOfTime);
  try {
    let isWhole = true;
    for await (const entries of readLogFile(chunks, { name: key, maxBytes: MAX_LOG_FILE_BYTES })) {
      checkTime(invocation, key);
      for (const entry of entries) {
        const records = entry.kind === 'record' ? recordWeight(entry.index) : 0;
        if (entry.kind === 'record' && records > 0) tally.add(entry.record, weight * records);
        if (entry.kind === 'problem') isWhole = false;
      }
    }
    if (!isWhole) log.warn('a log file of the sample cannot be read completely', { key });
    return isWhole ? 'read' : 'incomplete';
  } catch (error) {
    const { scope, end, isAbsent } = failureOf(awsErrorOf(error));
    if (outOfTime.aborted || error instanceof RetryLater || scope !== 'object' || end === 'passing')
      throw error;
    log.warn('a log file of the sample cannot be read', { key, problem: String(error) });
    // Log files expire within days in some archives.
    return isAbsent ? 'incomplete' : { error };
  }
}

function checkTime({ outOfTime }: Invocation, what: string): void {
  if (outOfTime.aborted) throw new RetryLater(`time ran out before the volume of ${what} was estimated`);
}
