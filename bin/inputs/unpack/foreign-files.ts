import { startsWith } from './starts-with';

/** Something that is no log file, recognized by its first bytes, and what to do instead. */
export interface ForeignFile {
  readonly name: string;
  /** The bytes by which it is recognized, for the documentation. */
  readonly signature: string;
  readonly isAt: (start: Uint8Array) => boolean;
  readonly instead: string;
  /** Packed or encrypted: it may hold log files, so that it is not skipped in a folder either. */
  readonly mayHoldLogs?: true;
}

/** What people have beside log files. */
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
  packed('lzip data', '`LZIP`', startsWith('LZIP')),
  packed('data of compress', '`1f 9d`', startsWith(0x1f, 0x9d)),
  packed('Snappy data', '`ff 06 00 00`, `sNaPpY`', startsWith(0xff, 0x06, 0x00, 0x00, 'sNaPpY')),
  encrypted('a file that age encrypted', '`age-encryption.org/`', startsWith('age-encryption.org/')),
  encrypted('a PGP message', '`-----BEGIN PGP MESSAGE`', startsWith('-----BEGIN PGP MESSAGE')),
  encrypted('a file that OpenSSL encrypted', '`Salted__`', startsWith('Salted__')),
];

function packed(name: string, signature: string, isAt: ForeignFile['isAt']): ForeignFile {
  return { name, signature, isAt, instead: 'unpack it first', mayHoldLogs: true };
}

function encrypted(name: string, signature: string, isAt: ForeignFile['isAt']): ForeignFile {
  return { name, signature, isAt, instead: 'decrypt it first', mayHoldLogs: true };
}

/** What a file is, if it is none that can be read. In a folder, files of other tools that hold no logs are skipped without a word. */
export function foreignFile(
  start: Uint8Array,
  { named }: { readonly named: boolean },
): ForeignFile | undefined {
  return FOREIGN_FILES.find(({ isAt, mayHoldLogs = false }) => (named || mayHoldLogs) && isAt(start));
}
