import { gunzipSync } from 'node:zlib';
import type { Json } from '../../lib/core/json/json-value';
import { isGzip } from '../../lib/core/record/gzip/gzip-header';
import { inAlphabet } from '../../lib/core/safe-text/in-alphabet';
import { type ConfigItem, configItemsIn } from '../../lib/core/scan/change/config-item';
import type { CommandIo } from '../cli/command-io';
import type { OpenTimeRange } from '../cli/time-range';
import { renderReason } from '../cli/user-error';
import { ExcludedFiles } from '../inputs/excluded-files';
import type { InputFile } from '../inputs/input-file';
import { listInputs } from '../inputs/list-inputs';
import type { Diagnostics } from '../outputs/diagnostics';
import { chosenRecords, type PlaceOptions, RecordFilter } from '../records/record-filter';

/** Files that AWS Config writes, among the log files of the same bucket. */
const CONFIG_FILE = /_Config(?:History|Snapshot)_/;

/** The maximum number of bytes of a file, unpacked, and of states that are kept; if there are more, the last ones. */
const MAX_BYTES = 256 * 1024 * 1024;
const MAX_ITEMS = 10_000;

/** The resource, by its ARN, its name or its id, and which states of it. */
interface ConfigQuestion {
  readonly asked: string;
  readonly options: PlaceOptions;
}

/** The states of a resource in the files of AWS Config, in the order of time, each once. What cannot be read is a problem. */
export async function readConfigHistory(
  paths: readonly string[],
  { asked, options }: ConfigQuestion,
  { io, diagnostics }: { readonly io: CommandIo; readonly diagnostics: Diagnostics },
): Promise<readonly ConfigItem[]> {
  const filter = RecordFilter.of(options);
  const { range } = chosenRecords(options);
  const items = new Map<string, ConfigItem>();
  let files = 0;
  let dropped = 0;
  for await (const input of listInputs({ paths, io, except: new ExcludedFiles() })) {
    if ('note' in input) continue;
    if ('reason' in input) {
      diagnostics.problem(`--config ${input.name}: ${input.reason}`);
      continue;
    }
    if (!input.named && (!CONFIG_FILE.test(input.name) || isBefore(input.name, range))) continue;
    files += 1;
    for (const item of await readItems(input, asked, diagnostics)) {
      if (!isChosen(item, filter)) continue;
      const { capturedMs, status, account, region, type, id } = item;
      items.set(JSON.stringify([capturedMs, status, account, region, type, id]), item);
      if (items.size > 2 * MAX_ITEMS) dropped += dropOldest(items);
    }
  }
  dropped += dropOldest(items);
  if (dropped > 0)
    diagnostics.problem(`--config: only the last ${MAX_ITEMS} states are shown, and ${dropped} are not`);
  if (files === 0) diagnostics.problem(`--config ${paths.join(' ')}: no file of AWS Config's history`);
  return inOrder(items);
}

/** Whether a file was delivered before the first day, by its key: what it has was captured before. */
function isBefore(name: string, { startMs = Number.NEGATIVE_INFINITY }: OpenTimeRange = {}): boolean {
  const [, year, month, day] =
    /\/(\d{4})\/(\d{1,2})\/(\d{1,2})\/Config(?:History|Snapshot)\//.exec(name) ?? [];
  return year !== undefined && Date.UTC(Number(year), Number(month) - 1, Number(day) + 1) <= startMs;
}

/** As a record of the time, account and Region is chosen. */
function isChosen(
  { time: eventTime, account, region: awsRegion }: ConfigItem,
  filter: RecordFilter,
): boolean {
  return filter.matches({ eventTime, recipientAccountId: account, awsRegion });
}

async function readItems(
  input: InputFile,
  asked: string,
  diagnostics: Diagnostics,
): Promise<readonly ConfigItem[]> {
  const wanted = asked.toLowerCase();
  try {
    const document = JSON.parse(await readText(input)) as Json;
    const items = configItemsIn(document, ({ id, name, arn }) =>
      [id, name, arn].some((text) => text.toLowerCase() === wanted),
    );
    if (items !== undefined) return items;
    diagnostics.problem(
      `--config ${input.name}: it has no configurationItems, so it is no file of AWS Config`,
    );
  } catch (error) {
    const reason = error instanceof SyntaxError ? 'it is not JSON' : renderReason(error);
    diagnostics.problem(`--config ${input.name}: ${reason}`);
  }
  return [];
}

async function readText(input: InputFile): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of input.open()) {
    size += chunk.length;
    if (size > MAX_BYTES) throw new Error(`it has more than ${MAX_BYTES} bytes`);
    chunks.push(chunk);
  }
  const bytes = Buffer.concat(chunks);
  return (isGzip(bytes) ? gunzipSync(bytes, { maxOutputLength: MAX_BYTES }) : bytes).toString('utf8');
}

function inOrder(items: ReadonlyMap<string, ConfigItem>): readonly ConfigItem[] {
  return [...items.values()].sort(
    (one, other) => inAlphabet(one.time, other.time) || one.capturedMs - other.capturedMs,
  );
}

/** Returns the number of dropped states. */
function dropOldest(items: Map<string, ConfigItem>): number {
  const oldest = new Set(inOrder(items).slice(0, -MAX_ITEMS));
  for (const [key, item] of items) if (oldest.has(item)) items.delete(key);
  return oldest.size;
}
