import type { Condition } from '../rule/condition';
import {
  all,
  any,
  choice,
  type FactValue,
  field,
  first,
  isMatch,
  joined,
  lower,
  not,
  part,
  text,
} from './fact';

const SOURCE = field('sourceIPAddress');
const AGENT = field('userAgent');

const OCTET = '(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])';
const IPV4 = `${OCTET}(?:\\.${OCTET}){3}`;
const HEX = '[0-9A-Fa-f]{1,4}';

const sourceMatches = (expression: string) => isMatch('sourceIPAddress', expression);

/** Eight groups, or fewer of them around `::`; an IPv4 address may be the last two. */
const IS_IPV6 = any(
  sourceMatches(`^(?:${HEX}:){6}(?:${HEX}:${HEX}|${IPV4})$`),
  all(
    sourceMatches(`^(?:${HEX}(?::${HEX})*)?::(?:(?:${HEX}:)*(?:${HEX}|${IPV4}))?$`),
    sourceMatches(`^:*(?:(?:${HEX}:+){0,6}(?:${HEX}:*)?|(?:${HEX}:+){0,5}${IPV4})$`),
  ),
);

/** A group of an IPv6 address, after a number of others, or before all others that there can be: `::` is written for zeros alone. */
const group = (others: number) =>
  first(
    part(SOURCE, `^(?:${HEX}:){${others}}0{0,3}(${HEX}):`),
    part(SOURCE, `:0{0,3}(${HEX})(?::[0-9A-Fa-f.]+){${7 - others}}$`),
    text('0'),
  );

/** What separates words, as literal characters: engines write escapes in different ways. */
const SPACES = ' \\t\\n\\r\\f\v\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff';

/** What ends the product of a user agent, and what may be before it. */
const PRODUCT_END = `[${SPACES}/;()\\[\\],]`;
const PRODUCT_START = `^\\[?[${SPACES}]*`;
const PRODUCT = `([^${PRODUCT_END.slice(1)}{1,60})`;
const MAX_PRODUCT = 60;

/**
 * Products of which the user agent names another one first: an SDK, or the program of a partner of AWS. Those that use the providers of
 * Terraform come before it.
 */
export const TOOLS = ['Pulumi', 'OpenTofu', 'Terraform'] as const;

const WORD_START = '(?:^|[^A-Za-z0-9_])';
const WORD_END = '(?:[^A-Za-z0-9_]|$)';

/** The tool that a user agent names first, though it may use the provider of another one. */
export const FIRST_TOOL = new RegExp(`${WORD_START}(${TOOLS.join('|')})${WORD_END}`, 'i');

/** A regular expression for a text in any letter case; engines differ in how they write that. */
function inAnyCase(literal: string): string {
  return literal
    .replace(/[$()*+.?[\\\]^{|}]/g, '\\$&')
    .replace(/[A-Za-z]/g, (letter) => `[${letter.toUpperCase()}${letter.toLowerCase()}]`);
}

/** Whether the name is a word of the user agent. */
function isWord(name: string): Condition {
  return isMatch('userAgent', `${WORD_START}${inAnyCase(name)}${WORD_END}`);
}

/** The place among the tools, in any letter case; -1 if it is none. */
function toolAt(name: string): number {
  return TOOLS.findIndex((tool) => tool.toLowerCase() === name.toLowerCase());
}

/** Whether a text can be a program: what has the name of a tool in it, such as `terraform-provider-aws`, is the tool. */
export function isProgram(name: string): boolean {
  return new RegExp(`^${PRODUCT}$`).test(name) && (toolAt(name) >= 0 || !FIRST_TOOL.test(name));
}

/** Holds when the call was made with the program, in any letter case; else the same as `ORIGIN.program`. */
export function programTest(name: string): Condition {
  const at = toolAt(name);
  const others = TOOLS.slice(0, at < 0 ? TOOLS.length : at).map((tool) => not(isWord(tool)));
  if (at >= 0) return all(...others, isWord(name));
  const end = name.length < MAX_PRODUCT ? `(?:${PRODUCT_END}|$)` : '';
  return all(isMatch('userAgent', `${PRODUCT_START}${inAnyCase(name)}${end}`), ...others);
}

/** Where a call came from, and with what. Of a call that an AWS service makes for the actor it is the service's. */
export const ORIGIN = {
  /** An address, or the AWS service that made the call, as the record has it. */
  source: SOURCE,
  /** The address of a caller; none where the source is a service. */
  address: first(part(SOURCE, `^(${IPV4})$`), choice({ when: IS_IPV6, value: SOURCE })),
  /**
   * The first 24 bits of an IPv4 address, the first 48 of IPv6.
   *
   * @see https://www.rfc-editor.org/rfc/rfc6177
   */
  network: first(
    joined('.', part(SOURCE, `^(${OCTET}(?:\\.${OCTET}){2})\\.${OCTET}$`), text('0/24')),
    choice({ when: IS_IPV6, value: lower(joined(':', group(0), group(1), group(2), text(':/48'))) }),
  ),
  /** The AWS service, or `AWS Internal`. */
  service: part(SOURCE, '^(AWS Internal[^\n]*|[a-z0-9.-]+\\.amazonaws\\.com(?:\\.cn)?)$'),
  agent: AGENT,
  /** The product of the user agent, which a caller chooses: `aws-cli`, `Boto3`, `Mozilla`, `Terraform`. */
  program: first(
    choice(...TOOLS.map((tool) => ({ when: isWord(tool), value: text(tool) }))),
    part(AGENT, `${PRODUCT_START}${PRODUCT}`),
  ),
  vpcEndpoint: field('vpcEndpointId'),
  vpcEndpointAccount: field('vpcEndpointAccountId'),
  tlsVersion: field('tlsDetails.tlsVersion'),
} as const satisfies Readonly<Record<string, FactValue>>;
