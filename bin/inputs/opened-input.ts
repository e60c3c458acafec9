import { constants, gunzipSync } from 'node:zlib';
import type { RecordSieve } from '../../lib/core/json/record-sieve';
import { ByteSource } from '../../lib/core/record/gzip/byte-source';
import { isGzip } from '../../lib/core/record/gzip/gzip-header';
import { unpackText } from '../../lib/core/record/gzip/unpack-text';
import type { InputFile } from './input-file';
import { OpenedLogFile } from './opened-log-file';
import type { Started } from './started-ahead';
import { foreignFile } from './unpack/foreign-files';
import { PACKINGS, START_BYTES } from './unpack/packings';
import type { Member } from './unpack/read-tar';
import { isTar, readTar } from './unpack/read-tar';

/** The maximum depth of nested archives: deeper ones are not copies of logs. */
const MAX_LAYERS = 4;

/** The maximum number of bytes in the gzip data of a tar archive. */
const MAX_TAR_BYTES = 1024 ** 4;

const TAR_IN_GZIP = /\.(?:tgz|taz|tar\.gz)$/i;

/** An input whose reading has begun: a log file, or an archive of several. */
export class OpenedInput implements Started {
  private readonly opened: AsyncGenerator<OpenedLogFile, void>;
  private first: Promise<IteratorResult<OpenedLogFile, void>> | undefined;

  /** @param sieve tells which records need not be parsed */
  constructor(
    readonly input: InputFile,
    sieve?: RecordSieve,
  ) {
    this.opened = openFiles(input, sieve, 1);
    this.first = this.opened.next();
    this.first.catch(() => undefined);
  }

  /** The log files, one after the other; each must be read, or stopped, before the next. */
  async *files(): AsyncGenerator<OpenedLogFile, void> {
    const first = await this.first;
    this.first = undefined;
    if (first === undefined || first.done === true) return;
    try {
      yield first.value;
      yield* this.opened;
    } finally {
      // A consumer that stops at the first file leaves the others, and the input, to be closed here.
      await this.opened.return();
    }
  }

  /** Closes an input that is never read. */
  async stop(): Promise<void> {
    const first = await this.first?.catch(() => undefined);
    if (first !== undefined && first.done !== true) await first.value.stop();
    await this.opened.return();
  }
}

async function* openFiles(
  input: InputFile,
  sieve: RecordSieve | undefined,
  layers: number,
): AsyncGenerator<OpenedLogFile, void> {
  const source = new ByteSource(input.open());
  try {
    const start = await source.take(START_BYTES);
    source.unread(start);
    const chunks = chunksOf(source);
    const unpacked = layers < MAX_LAYERS ? unpack(input, start, chunks) : undefined;
    if (unpacked === undefined) yield new OpenedLogFile({ ...input, open: () => chunks }, sieve);
    else if (unpacked.holds === 'bytes') {
      yield* openFiles({ ...input, open: () => unpacked.chunks }, sieve, layers + 1);
    } else {
      for await (const member of unpacked.files) yield* openFiles(toInput(input, member), sieve, layers + 1);
    }
  } catch (error) {
    yield new OpenedLogFile({ ...input, named: true, open: () => failing(error) });
  } finally {
    await source.close();
  }
}

/** Whether the first bytes identify a file as a log file that the reader supports, or as an unknown file. */
export function isUnpacked(input: InputFile, start: Uint8Array): boolean {
  if (isTarInGzip(input, start) || PACKINGS.some(({ isAt }) => isAt(start))) return false;
  return foreignFile(start, input) === undefined;
}

type Unpacked =
  | { readonly holds: 'bytes'; readonly chunks: AsyncIterable<Uint8Array> }
  | { readonly holds: 'files'; readonly files: AsyncIterable<Member> };

/** The content that is packed in the bytes; undefined if the reader of log files reads them directly. */
function unpack(
  input: InputFile,
  start: Uint8Array,
  chunks: AsyncIterable<Uint8Array>,
): Unpacked | undefined {
  if (isTarInGzip(input, start)) return { holds: 'files', files: readTar(gunzipped(chunks, input.name)) };
  const foreign = foreignFile(start, input);
  if (foreign !== undefined) throw new Error(`it is ${foreign.name}; ${foreign.instead}`);
  const packing = PACKINGS.find(({ isAt }) => isAt(start));
  if (packing?.holds === 'files')
    return { holds: 'files', files: packing.unpack(chunks) as AsyncIterable<Member> };
  if (packing !== undefined)
    return { holds: 'bytes', chunks: packing.unpack(chunks) as AsyncIterable<Uint8Array> };
  return undefined;
}

/** Checking every gzip file would take as long as reading it: only if the name suggests it, or there is no name. */
function isTarInGzip({ name }: InputFile, start: Uint8Array): boolean {
  if (!isGzip(start) || !(TAR_IN_GZIP.test(name) || name === '-')) return false;
  try {
    return isTar(gunzipSync(start, { finishFlush: constants.Z_SYNC_FLUSH }));
  } catch {
    return false;
  }
}

async function* gunzipped(chunks: AsyncIterable<Uint8Array>, name: string): AsyncGenerator<Uint8Array, void> {
  for await (const step of unpackText(new ByteSource(chunks), { name, maxBytes: MAX_TAR_BYTES })) {
    if ('text' in step) yield step.text;
    else if (step.problem.code !== 'trailing-data')
      throw new Error(step.problem.message.slice(name.length + 2));
  }
}

function toInput({ name, source }: InputFile, member: Member): InputFile {
  return {
    name: `${name}/${member.name}`,
    source: { ...source, key: `${source.key ?? name}/${member.name}` },
    named: false,
    open: () => member.chunks,
  };
}

async function* chunksOf(source: ByteSource): AsyncGenerator<Uint8Array, void> {
  for (let chunk = await source.next(); chunk !== undefined; chunk = await source.next()) yield chunk;
}

/** An input that fails before its first entry. */
function failing(error: unknown): AsyncIterable<Uint8Array> {
  return { [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(error) }) };
}
