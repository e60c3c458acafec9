import type { Unzip, UnzipFile } from 'fflate';
import { MAX_MEMBERS, type Member } from './member';

/** So many packed bytes are unpacked at a time: at most a thousand times as much text. */
const SLICE_BYTES = 8 * 1024;

type Event =
  | { readonly kind: 'file'; readonly name: string }
  | { readonly kind: 'data'; readonly bytes: Uint8Array }
  | { readonly kind: 'end' }
  | { readonly kind: 'error'; readonly message: string };

/** Whether bytes begin as a zip archive does: with a file, or with the end of an empty directory. */
export function isZip([p, k, third, fourth]: Uint8Array): boolean {
  return p === 0x50 && k === 0x4b && ((third === 3 && fourth === 4) || (third === 5 && fourth === 6));
}

/**
 * The files of a zip archive, as they come: each has a header of its own, so the directory at the end is not needed. The library is loaded for the
 * first archive, and not before.
 */
export async function* readZip(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Member, void> {
  const events = new ZipEvents(chunks, await import('fflate'));
  for (let members = 0; members < MAX_MEMBERS; ) {
    const event = await events.next();
    if (event === undefined) return;
    if (event.kind === 'error') throw new Error(`the zip archive cannot be unpacked: ${event.message}`);
    if (event.kind !== 'file' || event.name.endsWith('/')) continue;
    members += 1;
    yield { name: event.name, chunks: dataOf(events) };
  }
}

async function* dataOf(events: ZipEvents): AsyncGenerator<Uint8Array, void> {
  for (let event = await events.next(); event !== undefined; event = await events.next()) {
    if (event.kind === 'data') yield event.bytes;
    else if (event.kind === 'error') throw new Error(`it cannot be unpacked: ${event.message}`);
    else return;
  }
  throw new Error('the zip archive ends too early');
}

/** What an archive comes to, in its order, made as it is asked for. */
class ZipEvents {
  private readonly waiting: Event[] = [];
  private readonly unzip: Unzip;
  private readonly slices: AsyncGenerator<Uint8Array, void>;

  constructor(
    chunks: AsyncIterable<Uint8Array>,
    { Unzip, UnzipInflate, UnzipPassThrough }: typeof import('fflate'),
  ) {
    this.slices = slicesOf(chunks);
    this.unzip = new Unzip((file) => this.start(file));
    this.unzip.register(UnzipInflate);
    this.unzip.register(UnzipPassThrough);
  }

  async next(): Promise<Event | undefined> {
    while (this.waiting.length === 0) {
      const slice = await this.slices.next();
      if (slice.done === true) return undefined;
      try {
        this.unzip.push(slice.value);
      } catch (error) {
        this.waiting.push({ kind: 'error', message: (error as Error).message });
        await this.slices.return();
      }
    }
    return this.waiting.shift();
  }

  private start(file: UnzipFile): void {
    this.waiting.push({ kind: 'file', name: file.name });
    file.ondata = (error, bytes, isFinal) => {
      if (error !== null) this.waiting.push({ kind: 'error', message: error.message });
      else if (bytes.length > 0) this.waiting.push({ kind: 'data', bytes });
      if (isFinal) this.waiting.push({ kind: 'end' });
    };
    file.start();
  }
}

async function* slicesOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void> {
  for await (const chunk of chunks) {
    for (let at = 0; at < chunk.length; at += SLICE_BYTES) yield chunk.subarray(at, at + SLICE_BYTES);
  }
}
