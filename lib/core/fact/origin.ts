import type { Condition } from '../rule/condition';
import { choice, type FactValue, field, first, joined, part, text } from './fact';

const SOURCE = field('sourceIPAddress');
const AGENT = field('userAgent');

const OCTET = '(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])';
const HEX = '[0-9A-Fa-f]';

const IS_IPV6: Condition = {
  ...{ kind: 'matches', field: 'sourceIPAddress', flags: '' },
  expression: '^[0-9A-Fa-f.:]*:[0-9A-Fa-f.:]*$',
};

/** A group of an IPv6 address, after a number of others: `::`, which is written for zeros alone, begins with what is missing. */
const group = (others: number) =>
  first(part(SOURCE, `^(?:${HEX}{1,4}:){${others}}0{0,3}(${HEX}{1,4}):`), text('0'));

/** Products of which the user agent names another one first: an SDK, or the program of a partner of AWS. */
const TOOLS = ['Terraform', 'OpenTofu', 'Pulumi'];

/** Where a call came from, and with what. Of a call that an AWS service makes for the actor it is the service's. */
export const ORIGIN = {
  /** An address, or the AWS service that made the call, as the record has it. */
  source: SOURCE,
  /** The address of a caller; none where the source is a service. */
  address: first(part(SOURCE, `^(${OCTET}(?:\\.${OCTET}){3})$`), choice({ when: IS_IPV6, value: SOURCE })),
  /**
   * The first 24 bits of an IPv4 address, the first 48 of IPv6.
   *
   * @see https://www.rfc-editor.org/rfc/rfc6177
   */
  network: first(
    joined('.', part(SOURCE, `^(${OCTET}(?:\\.${OCTET}){2})\\.${OCTET}$`), text('0/24')),
    choice({ when: IS_IPV6, value: joined('::', joined(':', group(0), group(1), group(2)), text('/48')) }),
  ),
  /** The AWS service, or `AWS Internal`. */
  service: part(SOURCE, '^(AWS Internal[^\n]*|[a-z0-9.-]+\\.amazonaws\\.com(?:\\.cn)?)$'),
  agent: AGENT,
  /** The product of the user agent, which a caller chooses: `aws-cli`, `Boto3`, `Mozilla`, `Terraform`. */
  program: first(
    choice(...TOOLS.map((tool) => ({ when: isNamed(tool), value: text(tool) }))),
    part(AGENT, '^\\[? *([^ \\t\\n/;()\\[\\],]{1,60})'),
  ),
  vpcEndpoint: field('vpcEndpointId'),
  vpcEndpointAccount: field('vpcEndpointAccountId'),
  tlsVersion: field('tlsDetails.tlsVersion'),
} as const satisfies Readonly<Record<string, FactValue>>;

function isNamed(tool: string): Condition {
  return { kind: 'contains', field: 'userAgent', values: [tool], cased: false };
}
