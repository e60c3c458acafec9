import { gunzipSync } from 'node:zlib';
import type { Json } from '../../lib/core/json/json-value';
import { isGzip } from '../../lib/core/record/gzip/gzip-header';
import { inAlphabet } from '../../lib/core/safe-text/in-alphabet';
import { type ConfigItem, configItemsIn } from '../../lib/core/scan/change/config-item';
import type { CommandIo } from '../cli/command-io';
import { renderReason } from '../cli/user-error';
import { ExcludedFiles } from '../inputs/excluded-files';
import type { InputFile } from '../inputs/input-file';
import { listInputs } from '../inputs/list-inputs';
import type { Diagnostics } from '../outputs/diagnostics';
import type { RecordFilter } from '../records/record-filter';

/** Files that AWS Config writes, among the log files of the same bucket. */
const CONFIG_FILE = /_Config(?:History|Snapshot)_/;

/** The maximum number of bytes of a file, unpacked, and of states that are kept; if there are more, the last ones. */
const MAX_BYTES = 256 * 1024 * 1024;
const MAX_ITEMS = 10_000;

/** The resource, by its ARN, its name or its id, and which states of it. */
interface ConfigQuestion {
  readonly asked: string;
  readonly filter: RecordFilter;
}

/** The states of a resource in the files of AWS Config, in the order of time, each once. What cannot be read is a problem. */
export async function readConfigHistory(
  paths: readonly string[],
  { asked, filter }: ConfigQuestion,
  { io, diagnostics }: { readonly io: CommandIo; readonly diagnostics: Diagnostics },
): Promise<readonly ConfigItem[]> {
  const items = new Map<string, ConfigItem>();
  let files = 0;
  let dropped = 0;
  for await (const input of listInputs({ paths, io, except: new ExcludedFiles() })) {
    if ('note' in input) continue;
    if ('reason' in input) {
      diagnostics.problem(`--config ${input.name}: ${input.reason}`);
      continue;
    }
    if (!input.named && !CONFIG_FILE.test(input.name)) continue;
    files += 1;
    for (const item of await readItems(input, asked, diagnostics)) {
      if (!isChosen(item, filter)) continue;
      items.set(JSON.stringify([item.time, item.account, item.region, item.type, item.id]), item);
      if (items.size > 2 * MAX_ITEMS) dropped += dropOldest(items);
    }
  }
  dropped += dropOldest(items);
  if (dropped > 0)
    diagnostics.problem(`--config: only the last ${MAX_ITEMS} states are shown, and ${dropped} are not`);
  if (files === 0) diagnostics.problem(`--config ${paths.join(' ')}: no file of AWS Config's history`);
  return inOrder(items);
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
  return [...items.values()].sort((one, other) => inAlphabet(one.time, other.time));
}

/** Returns the number of dropped states. */
function dropOldest(items: Map<string, ConfigItem>): number {
  const rest = inOrder(items).slice(-MAX_ITEMS);
  const dropped = items.size - rest.length;
  if (dropped === 0) return 0;
  const keys = [...items].filter(([, item]) => !rest.includes(item)).map(([key]) => key);
  for (const key of keys) items.delete(key);
  return dropped;
}
