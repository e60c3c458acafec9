/** What a test's database says of addresses, by subnets such as `198.51.100.0/24` and `2001:db8::/32`. */
export type LocationData = Readonly<Record<string, unknown>>;

const SEPARATOR = Buffer.alloc(16);
const METADATA_MARK = Buffer.from('\xab\xcd\xefMaxMind.com', 'latin1');
const POINTER_TYPE = 1;
const TEXT_TYPE = 2;
const MAP_TYPE = 7;
const UINT16_TYPE = 5;
const UINT32_TYPE = 6;
const UINT64_TYPE = 9;
const ARRAY_TYPE = 11;

/**
 * A database in the MaxMind DB format: a tree of nodes with two records of 24 bits each, over the bits of IPv6 addresses, in which IPv4
 * addresses begin with 96 zeros; the data; the metadata.
 *
 * @see https://maxmind.github.io/MaxMind-DB/
 */
export function locationDatabase(data: LocationData): Buffer {
  const nodes: (number | undefined | { readonly offset: number })[][] = [[undefined, undefined]];
  const values: Buffer[] = [];
  let length = 0;
  for (const [subnet, value] of Object.entries(data)) {
    const bits = bitsOf(subnet);
    let at = 0;
    for (const bit of bits.slice(0, -1)) {
      const node = nodes[at] ?? [];
      if (typeof node[bit] !== 'number') node[bit] = nodes.push([undefined, undefined]) - 1;
      at = node[bit] as number;
    }
    (nodes[at] ?? [])[bits.at(-1) ?? 0] = { offset: length };
    const encoded = Buffer.isBuffer(value) ? value : encode(value);
    values.push(encoded);
    length += encoded.length;
  }
  const tree = Buffer.alloc(nodes.length * 6);
  for (const [index, node] of nodes.entries())
    for (const [bit, target = nodes.length] of [node[0], node[1]].entries())
      tree.writeUIntBE(
        typeof target === 'number' ? target : nodes.length + SEPARATOR.length + target.offset,
        index * 6 + bit * 3,
        3,
      );
  return Buffer.concat([tree, SEPARATOR, ...values, METADATA_MARK, encode(metadataOf(nodes.length))]);
}

/** A pointer to a place in the data section. */
export function pointerTo(offset: number): Buffer {
  return Buffer.from([(POINTER_TYPE << 5) | (offset >> 8), offset & 0xff]);
}

function metadataOf(nodeCount: number): object {
  return {
    node_count: nodeCount,
    record_size: 24,
    ip_version: 6,
    database_type: 'Test',
    languages: ['en'],
    binary_format_major_version: 2,
    binary_format_minor_version: 0,
    build_epoch: 1_790_000_000n,
    description: { en: 'for tests' },
  };
}

function bitsOf(subnet: string): number[] {
  const [address = '', length = ''] = subnet.split('/');
  const isLong = address.includes(':');
  const bytes = isLong ? longAddress(address) : [...Array(12).fill(0), ...address.split('.').map(Number)];
  const bits = bytes.flatMap((byte) => Array.from({ length: 8 }, (_, at) => (byte >> (7 - at)) & 1));
  return bits.slice(0, Number(length) + (isLong ? 0 : 96));
}

/** The bytes of an address like `2001:db8::`, whose end is zeros. */
function longAddress(address: string): number[] {
  const words = address
    .split(':')
    .filter((word) => word !== '')
    .map((word) => Number.parseInt(word, 16));
  return Array.from({ length: 8 }, (_, at) => words[at] ?? 0).flatMap((word) => [word >> 8, word & 0xff]);
}

function encode(value: unknown): Buffer {
  if (typeof value === 'string')
    return Buffer.concat([control(TEXT_TYPE, Buffer.byteLength(value)), Buffer.from(value)]);
  if (typeof value === 'bigint') return unsigned(UINT64_TYPE, value, 8);
  if (typeof value === 'number')
    return value < 65_536 ? unsigned(UINT16_TYPE, BigInt(value), 2) : unsigned(UINT32_TYPE, BigInt(value), 4);
  if (Array.isArray(value)) return Buffer.concat([control(ARRAY_TYPE, value.length), ...value.map(encode)]);
  const members = Object.entries(value as object);
  return Buffer.concat([
    control(MAP_TYPE, members.length),
    ...members.flatMap(([name, member]) => [encode(name), encode(member)]),
  ]);
}

function unsigned(type: number, value: bigint, size: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(value);
  return Buffer.concat([control(type, size), bytes.subarray(8 - size)]);
}

function control(type: number, size: number): Buffer {
  const isExtended = type > 7;
  const own = size < 29 ? size : size < 285 ? 29 : 30;
  const first = ((isExtended ? 0 : type) << 5) | own;
  const more = own < 29 ? [] : own === 29 ? [size - 29] : [(size - 285) >> 8, (size - 285) & 0xff];
  return Buffer.from([first, ...(isExtended ? [type - 7] : []), ...more]);
}
