import { ByteSource } from '../../../lib/core/record/gzip/byte-source';

const BLOCK_BYTES = 512;
/** Names that do not fit into a header have a separate block; no file system supports longer ones. */
const MAX_NAME_BYTES = 64 * 1024;

const MAGIC = { at: 257, bytes: [0x75, 0x73, 0x74, 0x61, 0x72] } as const;

/** Whether bytes begin as a tar archive does (POSIX.1-1988 and later, GNU). */
export function isTar(start: Uint8Array): boolean {
  return MAGIC.bytes.every((byte, at) => start[MAGIC.at + at] === byte);
}

/**
 * The files of a tar archive, as a stream: headers of 512 bytes, each followed by its file, padded to 512 bytes. POSIX (pax)
 * and GNU name blocks before the header are supported.
 *
 * @see https://pubs.opengroup.org/onlinepubs/9699919799/utilities/pax.html
 */
export async function* readTar(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Member, void> {
  const source = new ByteSource(chunks);
  let name: string | undefined;
  for (let members = 0; members < MAX_MEMBERS; ) {
    const header = Buffer.from(await source.take(BLOCK_BYTES));
    const rest = header.subarray(BLOCK_BYTES);
    source.unread(rest);
    if (header.length < BLOCK_BYTES) {
      if (header.length > 0) throw new Error('the tar archive ends too early');
      return;
    }
    if (header[0] === 0) return;
    const { type, bytes, ownName } = parseHeader(header);
    const content = new TarContent(source, bytes);
    if (type === 'x' || type === 'L') name = nameIn(await content.text(), type) ?? name;
    else {
      if (type === '0' || type === '\0') {
        members += 1;
        yield { name: name ?? ownName, chunks: content.read() };
      }
      name = undefined;
    }
    await content.skip();
  }
}

interface Header {
  readonly type: string;
  readonly bytes: number;
  readonly ownName: string;
}

function parseHeader(header: Buffer): Header {
  const size = header.subarray(124, 136);
  // GNU writes sizes above 8 GiB as a number of base 256.
  const bytes =
    ((size[0] ?? 0) & 0x80) === 0
      ? Number.parseInt(textOf(size).trim() || '0', 8)
      : Number(size.readBigUInt64BE(4));
  if (!Number.isSafeInteger(bytes) || bytes < 0) throw new Error('the tar archive has a damaged header');
  const prefix = textOf(header.subarray(345, 500));
  const name = textOf(header.subarray(0, 100));
  return {
    type: String.fromCharCode(header[156] ?? 0),
    bytes,
    ownName: prefix === '' ? name : `${prefix}/${name}`,
  };
}

function textOf(field: Buffer): string {
  const end = field.indexOf(0);
  return field.toString('utf8', 0, end < 0 ? field.length : end);
}

/** A pax header contains lines `length key=value`; a GNU one only the name. */
function nameIn(text: string, type: 'x' | 'L'): string | undefined {
  return type === 'L' ? text.replace(/\0.*$/s, '') : /^\d+ path=(.*)$/m.exec(text)?.[1];
}

class TarContent {
  private left: number;
  private readonly padding: number;

  constructor(
    private readonly source: ByteSource,
    bytes: number,
  ) {
    this.left = bytes;
    this.padding = (BLOCK_BYTES - (bytes % BLOCK_BYTES)) % BLOCK_BYTES;
  }

  async *read(): AsyncGenerator<Uint8Array, void> {
    while (this.left > 0) yield await this.next();
  }

  async text(): Promise<string> {
    if (this.left > MAX_NAME_BYTES) throw new Error('the tar archive has a damaged header');
    const chunks: Uint8Array[] = [];
    for await (const chunk of this.read()) chunks.push(chunk);
    return Buffer.concat(chunks).toString();
  }

  async skip(): Promise<void> {
    this.left += this.padding;
    while (this.left > 0) await this.next();
  }

  private async next(): Promise<Uint8Array> {
    const chunk = await this.source.next();
    if (chunk === undefined) {
      this.left = 0;
      throw new Error('the tar archive ends too early');
    }
    const taken = chunk.subarray(0, this.left);
    this.source.unread(chunk.subarray(taken.length));
    this.left -= taken.length;
    return taken;
  }
}

/** One file of an archive. Its bytes must be read, or skipped, before the next member is requested. */
export interface Member {
  readonly name: string;
  readonly chunks: AsyncIterable<Uint8Array>;
}

/** Archives with more members are not archives of logs, but designed to keep a reader busy. */
export const MAX_MEMBERS = 1_000_000;
