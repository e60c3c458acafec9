import { readFile, stat } from 'node:fs/promises';
import { isIPv4 } from 'node:net';
import { Reader, type Response } from 'mmdb-lib';
import Decoder from 'mmdb-lib/lib/decoder';
import type { AlertSourceLocation } from '../../lib/core/alert/alert';
import { oneLine } from '../../lib/core/safe-text/one-line';
import { renderReason, UserError } from '../cli/user-error';

/** The maximum number of characters of a name that are shown. */
const MAX_LENGTH = 80;

const COUNTRY_CODE = /^[A-Za-z]{2}$/;
const AS_NUMBER = /^(?:AS)?(\d{1,10})$/i;

/**
 * The members of an address's data that trailwatch uses, in the format of MaxMind and DB-IP (`country.iso_code`,
 * `city.names.en`, `autonomous_system_number`) and of IPinfo (`country_code`, `city`, `asn`). Undefined if there is none. Names
 * are in one line.
 */
export function toLocation(data: unknown): AlertSourceLocation | undefined {
  const country = countryOf(data);
  const city = textOf(memberOf(data, 'city')) ?? nameOf(memberOf(memberOf(data, 'city'), 'names'));
  const traits = memberOf(data, 'traits');
  const asNumber = asNumberOf(
    memberOf(data, 'autonomous_system_number') ??
      memberOf(traits, 'autonomous_system_number') ??
      memberOf(data, 'asn'),
  );
  const asOrganization = textOf(
    memberOf(data, 'autonomous_system_organization') ??
      memberOf(traits, 'autonomous_system_organization') ??
      memberOf(data, 'as_name'),
  );
  return filledLocation({ country, city, asNumber, asOrganization });
}

/** The members that are known, always in the same order; undefined without any. */
export function filledLocation(members: AlertSourceLocation): AlertSourceLocation | undefined {
  const { country, city, asNumber, asOrganization } = members;
  const location = {
    ...(country === undefined ? {} : { country }),
    ...(city === undefined ? {} : { city }),
    ...(asNumber === undefined ? {} : { asNumber }),
    ...(asOrganization === undefined ? {} : { asOrganization }),
  };
  return Object.keys(location).length === 0 ? undefined : location;
}

function countryOf(data: unknown): string | undefined {
  const country = memberOf(data, 'country');
  const codes = [memberOf(country, 'iso_code'), memberOf(data, 'country_code'), country];
  const code = codes.find((each): each is string => typeof each === 'string' && COUNTRY_CODE.test(each));
  return code?.toUpperCase();
}

/** The English name, or that of another language. */
function nameOf(names: unknown): string | undefined {
  if (typeof names !== 'object' || names === null) return undefined;
  return textOf(memberOf(names, 'en')) ?? Object.values(names).map(textOf).find(isText);
}

function asNumberOf(value: unknown): number | undefined {
  const [, digits] = AS_NUMBER.exec(typeof value === 'number' ? String(value) : (textOf(value) ?? '')) ?? [];
  return digits === undefined ? undefined : Number(digits);
}

function textOf(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  const text = oneLine(value, MAX_LENGTH);
  return text === '' ? undefined : text;
}

function isText(value: string | undefined): value is string {
  return value !== undefined;
}

function memberOf(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  return Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined;
}

/** A file is read completely; the largest commercial databases have a few hundred megabytes. */
const MAX_BYTES = 1024 * 1024 * 1024;

/** What precedes the metadata, which are the last part of a file. @see https://maxmind.github.io/MaxMind-DB/ */
const METADATA_MARK = Buffer.from('\xab\xcd\xefMaxMind.com', 'latin1');
const MAX_METADATA_BYTES = 128 * 1024;

const MAJOR_VERSION = 2;
const RECORD_BITS: readonly unknown[] = [24, 28, 32];
const IP_VERSIONS: readonly unknown[] = [4, 6];

/** The data of an address contain a few references; damaged data may contain endless ones. */
const MAX_REFERENCES = 10_000;

/** The data of addresses in one saved database in the MaxMind DB format. */
export class LocationDatabase {
  private constructor(
    private readonly reader: Reader<Response>,
    private readonly references: References,
  ) {}

  /** Reads a complete file. Throws a sentence if it cannot be read, is too large, or is not such a database. */
  static async open(path: string): Promise<LocationDatabase> {
    const bytes = await readWhole(path).catch((error: unknown) => {
      if (error instanceof UserError) throw error;
      throw new UserError(`--geoip ${path}: ${renderReason(error)}`);
    });
    const references = new References();
    if (!isDatabase(bytes, references))
      throw new UserError(
        `--geoip ${path} is not a complete database in the MaxMind DB format, or it is still compressed; name an .mmdb file`,
      );
    return new LocationDatabase(new Reader<Response>(bytes, { cache: references }), references);
  }

  /** The data of a public address; undefined for one that is not in the database. Throws if the address's data are damaged. */
  locate(address: string): AlertSourceLocation | undefined {
    if (this.reader.metadata.ipVersion === 4 && !isIPv4(address)) return undefined;
    this.references.restart();
    const data: unknown = this.reader.get(address);
    return data === null ? undefined : toLocation(data);
  }
}

/** Counts the references in data. It keeps none of the data. */
class References {
  private count = 0;

  restart(): void {
    this.count = 0;
  }

  get(): undefined {
    this.count += 1;
    if (this.count > MAX_REFERENCES) throw new Error('the data contain circular references');
  }

  set(): void {}
}

/** Pipes are not opened: they may never have a writer. */
async function readWhole(path: string): Promise<Buffer> {
  const status = await stat(path);
  if (status.size > MAX_BYTES)
    throw new UserError(`--geoip ${path} has ${status.size} bytes; at most ${MAX_BYTES} are read`);
  if (!status.isFile() && !status.isDirectory()) throw new UserError(`--geoip ${path} is not a plain file`);
  return readFile(path);
}

/** Whether the metadata can be read, and match the length of the file. */
function isDatabase(bytes: Buffer, references: References): boolean {
  const mark = bytes.lastIndexOf(METADATA_MARK);
  if (mark < 0 || bytes.length - mark > MAX_METADATA_BYTES) return false;
  const start = mark + METADATA_MARK.length;
  const metadata = decoded(new Decoder(bytes, start, references), start);
  const { record_size: bits, node_count: nodes, ip_version: version } = metadata;
  return (
    metadata.binary_format_major_version === MAJOR_VERSION &&
    IP_VERSIONS.includes(version) &&
    RECORD_BITS.includes(bits) &&
    typeof nodes === 'number' &&
    nodes > 0 &&
    (nodes * Number(bits)) / 4 <= mark
  );
}

/** Empty if they are damaged. */
function decoded(decoder: Decoder, start: number): Readonly<Record<string, unknown>> {
  try {
    const { value } = decoder.decode(start);
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}
