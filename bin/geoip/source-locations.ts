import { BlockList, isIP } from 'node:net';
import type { AlertSourceLocation } from '../../lib/core/alert/alert';
import { remembered } from '../../lib/core/keyed/remembered';
import { filledLocation, LocationDatabase } from './location-database';

/** The number of addresses whose results are cached. */
const MAX_KEPT = 10_000;

/** Addresses without a location. @see https://www.iana.org/assignments/iana-ipv4-special-registry */
const WITHOUT_PLACE = blockListOf([
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['224.0.0.0', 3],
  ['::', 127],
  ['fc00::', 7],
  ['fe80::', 10],
  ['ff00::', 8],
]);

/** An IPv4-mapped IPv6 address. */
const MAPPED = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i;

/** A database and the option that named it. */
interface NamedDatabase {
  readonly path: string;
  readonly database: LocationDatabase;
}

/** The locations of addresses, from saved databases: for each member, the value of the first database that has it. */
export class SourceLocations {
  private readonly located = remembered((address) => this.locate(address), MAX_KEPT);
  private readonly damaged = new Set<string>();

  private constructor(
    private readonly databases: readonly NamedDatabase[],
    private readonly report: (problem: string) => void,
  ) {}

  /**
   * Reads the complete files. Throws a sentence if one is not a database.
   *
   * @param report called with a sentence about a damaged part of a file, once for each file
   */
  static async open(paths: readonly string[], report: (problem: string) => void): Promise<SourceLocations> {
    const databases: NamedDatabase[] = [];
    for (const path of new Set(paths)) databases.push({ path, database: await LocationDatabase.open(path) });
    return new SourceLocations(databases, report);
  }

  /** Undefined for a private address, the name of a service, and an address that no database has. */
  of(source: string | undefined): AlertSourceLocation | undefined {
    const address = MAPPED.exec(source ?? '')?.[1] ?? source ?? '';
    if (!isPublic(address)) return undefined;
    return this.located(address);
  }

  private locate(address: string): AlertSourceLocation | undefined {
    const found = this.databases.flatMap(({ path, database }) => {
      try {
        return database.locate(address) ?? [];
      } catch {
        if (!this.damaged.has(path))
          this.report(`--geoip ${path} is damaged: it cannot be read for ${address}`);
        this.damaged.add(path);
        return [];
      }
    });
    return merged(found);
  }
}

/** For each member, the value of the first location that has it. */
function merged(found: readonly AlertSourceLocation[]): AlertSourceLocation | undefined {
  return filledLocation(Object.assign({}, ...[...found].reverse()));
}

function isPublic(address: string): boolean {
  const version = address.includes('%') ? 0 : isIP(address);
  return version !== 0 && !WITHOUT_PLACE.check(address, version === 4 ? 'ipv4' : 'ipv6');
}

function blockListOf(subnets: readonly (readonly [address: string, bits: number])[]): BlockList {
  const list = new BlockList();
  for (const [address, bits] of subnets)
    list.addSubnet(address, bits, address.includes(':') ? 'ipv6' : 'ipv4');
  return list;
}
