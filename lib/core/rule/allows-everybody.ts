import type { Condition, WildcardPart } from './condition';
import { addressTest, canonicalRange } from './ip-range';

/** The most addresses that a list may name: a /8 of IPv4, a /16 of IPv6. */
const MOST = { 32: 2n ** 24n, 128: 2n ** 112n } as const;

/** Addresses that nobody outside of a network has. @see https://www.rfc-editor.org/rfc/rfc6890 */
const isPrivate = addressTest([
  ...['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16'],
  ...['fc00::/7', 'fe80::/10'],
]);

/**
 * Why what a condition holds for is everybody, or a large part of the Internet: it takes any text of a field, or more addresses than one
 * organization has. Undefined if it is not, or not known to be.
 */
export function whyEverybody(condition: Condition): string | undefined {
  switch (condition.kind) {
    case 'and': {
      const reasons = condition.of.map(whyEverybody);
      return reasons.includes(undefined) ? undefined : (reasons[0] ?? 'it has no condition');
    }
    case 'or':
      return (
        condition.of.map(whyEverybody).find((reason) => reason !== undefined) ?? whyWide(rangesOf(condition))
      );
    case 'cidr':
      return whyWide(condition.ranges);
    case 'wildcard':
      return condition.patterns.some((pattern) => pattern.every(isAny))
        ? anyText(condition.field)
        : undefined;
    case 'startsWith':
    case 'endsWith':
    case 'contains':
      return condition.values.includes('') ? anyText(condition.field) : undefined;
    case 'matches':
      return /^\^?(\.[*+])?\$?$/.test(condition.expression) ? anyText(condition.field) : undefined;
    default:
      return undefined;
  }
}

function anyText(field: string): string {
  return `it takes any text of '${field}'`;
}

function isAny(part: WildcardPart): boolean {
  return 'any' in part || 'one' in part;
}

/** The ranges of all branches, of which any may hold. */
function rangesOf(condition: Condition): readonly string[] {
  if (condition.kind === 'or') return condition.of.flatMap(rangesOf);
  return condition.kind === 'cidr' ? condition.ranges : [];
}

function whyWide(ranges: readonly string[]): string | undefined {
  const spans = ranges.map(spanOf).filter((span) => span !== undefined);
  for (const bits of [32, 128] as const) {
    const addresses = sizeOfUnion(spans.filter((span) => span.bits === bits));
    if (addresses > MOST[bits])
      return `its networks are more than a ${bits === 32 ? '/8 of IPv4' : '/16 of IPv6'}`;
  }
  return undefined;
}

interface Span {
  readonly bits: 32 | 128;
  readonly first: bigint;
  /** The first address after it. */
  readonly end: bigint;
}

function spanOf(range: string): Span | undefined {
  const [base = '', prefix = ''] = canonicalRange(range)?.split('/') ?? [];
  const isIPv6 = base.includes(':');
  if (prefix === '' || (isPrivate(base) && Number(prefix) >= (isIPv6 ? 7 : 8))) return undefined;
  const [bits, groups, width] = isIPv6
    ? [128 as const, base.split(':').map((group) => `0x${group}`), 16n]
    : [32 as const, base.split('.'), 8n];
  const first = groups.reduce((sum, group) => (sum << width) + BigInt(group), 0n);
  return { bits, first, end: first + 2n ** BigInt(bits - Number(prefix)) };
}

function sizeOfUnion(spans: readonly Span[]): bigint {
  let size = 0n;
  let end = 0n;
  for (const span of [...spans].sort((a, b) => (a.first < b.first ? -1 : 1))) {
    if (span.end <= end) continue;
    size += span.end - (span.first > end ? span.first : end);
    end = span.end;
  }
  return size;
}
