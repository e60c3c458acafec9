import { startsWith } from './packings';

/** A file type that is not a log file, recognized by its first bytes, and how to convert it. */
export interface ForeignFile {
  readonly name: string;
  /** The bytes by which it is recognized, for the documentation. */
  readonly signature: string;
  readonly isAt: (start: Uint8Array) => boolean;
  readonly instead: string;
  /** Packed or encrypted: it may contain log files, so it is not skipped in a folder either. */
  readonly mayHoldLogs?: true;
}

/** File types that are commonly stored with log files. */
export const FOREIGN_FILES: readonly ForeignFile[] = [
  {
    name: 'a Parquet file',
    signature: '`PAR1`',
    isAt: startsWith('PAR1'),
    instead:
      "Security Lake writes OCSF as Parquet; scan the trail's own log files, or query it with Athena or DuckDB",
  },
  {
    name: 'an ORC file',
    signature: '`ORC`',
    isAt: startsWith('ORC'),
    instead: 'query it with Athena, and scan its result as CSV',
  },
  {
    name: 'an Avro file',
    signature: '`Obj\\x01`',
    isAt: startsWith('Obj', 1),
    instead: 'convert it to JSON lines',
  },
  {
    name: 'bzip2 data',
    signature: '`BZh`, a digit, `31 41 59`',
    isAt: (start) => startsWith('BZh')(start) && startsWith('1AY')(start.subarray(4)),
    instead: 'unpack it first: bunzip2 -c FILE | trailwatch scan -',
    mayHoldLogs: true,
  },
  packed('a 7z archive', '`37 7a bc af`', startsWith('7z', 0xbc, 0xaf)),
  packed('a RAR archive', '`Rar!`, `1a 07`', startsWith('Rar!', 0x1a, 0x07)),
  {
    ...packed('LZ4 data', '`04 22 4d 18`', startsWith(0x04, 0x22, 0x4d, 0x18)),
    instead: 'unpack it first: lz4 -dc FILE | trailwatch scan -',
  },
  packed('LZ4 data of an old form', '`02 21 4c 18`', startsWith(0x02, 0x21, 0x4c, 0x18)),
  {
    ...packed('LZMA data', '`5d 00 00`, a size of its dictionary', isLzma),
    instead: 'unpack it first: xz -dc --format=lzma FILE | trailwatch scan -',
  },
  packed('lzop data', '`89 4c 5a 4f 00`', startsWith(0x89, 'LZO', 0x00)),
  packed('a cabinet file', '`MSCF`, `00 00 00 00`', startsWith('MSCF', 0, 0, 0, 0)),
  packed('a cpio archive', '`070701`, `070702` or `070707`', (start) =>
    /^07070[127][0-9a-f]{6}/i.test(ascii(start)),
  ),
  packed('an ar archive', '`!<arch>`', startsWith('!<arch>')),
  packed('a part of a zip archive', '`50 4b 07 08`', startsWith('PK', 7, 8)),
  packed('lzip data', '`LZIP`', startsWith('LZIP')),
  packed('data of compress', '`1f 9d`', startsWith(0x1f, 0x9d)),
  packed('Snappy data', '`ff 06 00 00`, `sNaPpY`', startsWith(0xff, 0x06, 0x00, 0x00, 'sNaPpY')),
  encrypted('a file that age encrypted', '`age-encryption.org/`', startsWith('age-encryption.org/')),
  encrypted(
    'a file that age encrypted',
    '`-----BEGIN AGE ENCRYPTED FILE`',
    startsWith('-----BEGIN AGE ENCRYPTED FILE'),
  ),
  encrypted('a PGP message', '`-----BEGIN PGP MESSAGE`', startsWith('-----BEGIN PGP MESSAGE')),
  encrypted(
    'a PGP message',
    'a packet of a session key: `84` to `86`, `8c` to `8e`, `c1` or `c3`, its length and version',
    isPgp,
  ),
  encrypted('a CMS message', '`-----BEGIN CMS` or `-----BEGIN PKCS7`', (start) =>
    /^-----BEGIN (?:CMS|PKCS7)-----/.test(ascii(start)),
  ),
  encrypted(
    'an encrypted zip archive',
    '`50 4b 03 04`, and the first flag of its first file',
    (start) => startsWith('PK', 3, 4)(start) && ((start[6] ?? 0) & 1) === 1,
  ),
  encrypted('a file that OpenSSL encrypted', '`Salted__`', startsWith('Salted__')),
];

function ascii(start: Uint8Array): string {
  return Buffer.from(start.subarray(0, 32)).toString('latin1');
}

/** Properties of `lc=3, lp=0, pb=2`, which every tool writes; a dictionary of whole powers of two; and a size, or that it is not known. */
function isLzma(start: Uint8Array): boolean {
  if (!startsWith(0x5d, 0x00, 0x00)(start) || start.length < 13) return false;
  const size = start.subarray(5, 13);
  return size.every((byte) => byte === 0xff) || (size[6] === 0 && size[7] === 0);
}

/**
 * The packet that a binary PGP message begins with, a session key encrypted for a public key (version 3 or 6) or by a passphrase (version 4 to 6).
 *
 * @see https://www.rfc-editor.org/rfc/rfc9580.html#name-packet-headers
 */
function isPgp(start: Uint8Array): boolean {
  const [tag = 0, length = 0] = start;
  // An old header has the length type in its last two bits, preceded by the tag.
  const isOld = (tag & 0xc0) === 0x80;
  const kind = isOld ? (tag >> 2) & 0x0f : (tag & 0xc0) === 0xc0 ? tag & 0x3f : 0;
  const lengthBytes = isOld ? 2 ** (tag & 3) : length < 192 ? 1 : length < 224 ? 2 : 5;
  const version = start[1 + lengthBytes] ?? 0;
  return (kind === 1 && (version === 3 || version === 6)) || (kind === 3 && version >= 4 && version <= 6);
}

function packed(name: string, signature: string, isAt: ForeignFile['isAt']): ForeignFile {
  return { name, signature, isAt, instead: 'unpack it first', mayHoldLogs: true };
}

function encrypted(name: string, signature: string, isAt: ForeignFile['isAt']): ForeignFile {
  return { name, signature, isAt, instead: 'decrypt it first', mayHoldLogs: true };
}

/** The type of a file that cannot be read. In a folder, files of other tools that contain no logs are skipped silently. */
export function foreignFile(
  start: Uint8Array,
  { named }: { readonly named: boolean },
): ForeignFile | undefined {
  return FOREIGN_FILES.find(({ isAt, mayHoldLogs = false }) => (named || mayHoldLogs) && isAt(start));
}
