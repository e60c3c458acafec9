import { addressTest, isAddressRange } from '../../rule/ip-range';

/**
 * Whether a text is an address in the range, as EventBridge sees it: an IPv4 address inside IPv6 counts as IPv4 when
 * it is written in hexadecimal (`::ffff:a00:1`), and is no address at all when it is written with dots.
 */
export function rangeTest(range: string): (text: string) => boolean {
  const isInside = addressTest([range]);
  return (text) => isPlain(text) && isInside(text);
}

/** Whether a text is the same address in any spelling; undefined if the given text is no address. */
export function addressTestOf(address: string): ((text: string) => boolean) | undefined {
  return isPlain(address) && !address.includes('/') && isAddressRange(address)
    ? rangeTest(address)
    : undefined;
}

/** Why EventBridge refuses a range, as a sentence; undefined if it takes it. A single address is no range for it. */
export function cidrProblem(range: string): string | undefined {
  if (!range.includes('/')) return `'${range}' has no '/'`;
  if (!isPlain(range) || !isAddressRange(range)) return `'${range}' is none`;
  const [address = '', prefix = ''] = range.split('/');
  const longest = address.includes(':') ? 127 : 31;
  if (Number(prefix) <= longest) return undefined;
  return `the number behind '/' is ${longest} at most here; write a single address as plain text`;
}

function isPlain(text: string): boolean {
  return !(text.includes(':') && text.includes('.'));
}
