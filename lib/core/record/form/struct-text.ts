import type { Json } from '../../json/json-value';
import { MAX_NESTING } from '../../json/nesting';

/**
 * The names of CloudTrail's fields. Athena, Glue and event data stores give them in small letters, and so do tools that
 * follow; the rules know them as CloudTrail spells them.
 *
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
 */
const NAMES = [
  'eventVersion userIdentity eventTime eventSource eventName awsRegion sourceIPAddress userAgent errorCode errorMessage',
  'requestParameters responseElements additionalEventData requestID eventID eventType apiVersion managementEvent readOnly',
  'resources recipientAccountId serviceEventDetails sharedEventID vpcEndpointId vpcEndpointAccountId eventCategory addendum',
  'sessionCredentialFromConsole edgeDeviceDetails tlsDetails insightDetails eventContext type principalId arn accountId',
  'accessKeyId userName sessionContext sessionIssuer attributes mfaAuthenticated creationDate sourceIdentity invokedBy',
  'webIdFederationData federatedProvider onBehalfOf userId identityStoreArn inScopeOf credentialId identityProvider',
  'ec2RoleDelivery assumedRoot tlsVersion cipherSuite clientProvidedHostHeader',
].flatMap((line) => line.split(' '));

const BY_SMALL_NAME: ReadonlyMap<string, string> = new Map(NAMES.map((name) => [name.toLowerCase(), name]));

/** A field's name as CloudTrail spells it; a name that is no field's is left as it is. */
export function toFieldName(name: string): string {
  return BY_SMALL_NAME.get(name.toLowerCase()) ?? name;
}

/**
 * Reads a struct as Athena and CloudTrail Lake write it into a text column; undefined if the text is none.
 *
 *     struct = "{" [ name "=" value { ", " name "=" value } ] "}"
 *     list   = "[" [ value { ", " value } ] "]"
 *     value  = struct | list | "null" | any text up to the next ", name=", ", " in a list, or the closing bracket
 *
 * Nothing is quoted, so a text that looks like the next name is taken for it: no value of CloudTrail's does.
 */
export function readStruct(text: string): Json | undefined {
  if (!/^[{[]/.test(text)) return undefined;
  const reader = new StructReader(text);
  const value = reader.readValue(0, 'struct');
  return reader.isAtEnd ? value : undefined;
}

const NAME = /([A-Za-z_][A-Za-z0-9_]*)=/y;
const NEXT_NAME = /, [A-Za-z_][A-Za-z0-9_]*=|\}/g;
const NEXT_ELEMENT = /, |\]/g;

class StructReader {
  private at = 0;
  private isBroken = false;

  constructor(private readonly text: string) {}

  get isAtEnd(): boolean {
    return !this.isBroken && this.at === this.text.length;
  }

  readValue(depth: number, inside: 'struct' | 'list'): Json | undefined {
    if (depth > MAX_NESTING) return this.fail();
    if (this.text[this.at] === '{') return this.readStruct(depth);
    if (this.text[this.at] === '[') return this.readList(depth);
    const end = this.find(inside === 'struct' ? NEXT_NAME : NEXT_ELEMENT);
    if (end < 0) return this.fail();
    const value = this.text.slice(this.at, end);
    this.at = end;
    return value === 'null' || value === '' ? undefined : value;
  }

  private readStruct(depth: number): Json | undefined {
    const members: Record<string, Json> = {};
    this.at += 1;
    while (!this.isBroken && !this.skip('}')) {
      NAME.lastIndex = this.at;
      const [whole = '', name = ''] = NAME.exec(this.text) ?? [];
      if (whole === '') return this.fail();
      this.at += whole.length;
      const value = this.readValue(depth + 1, 'struct');
      if (value !== undefined) members[toFieldName(name)] = value;
      this.skip(', ');
    }
    return members;
  }

  private readList(depth: number): Json | undefined {
    const elements: Json[] = [];
    this.at += 1;
    while (!this.isBroken && !this.skip(']')) {
      const value = this.readValue(depth + 1, 'list');
      if (value !== undefined) elements.push(value);
      if (!this.skip(', ') && this.text[this.at] !== ']') return this.fail();
    }
    return elements;
  }

  private skip(token: string): boolean {
    if (!this.text.startsWith(token, this.at)) return false;
    this.at += token.length;
    return true;
  }

  private find(pattern: RegExp): number {
    pattern.lastIndex = this.at;
    return pattern.exec(this.text)?.index ?? -1;
  }

  private fail(): undefined {
    this.isBroken = true;
    this.at = this.text.length;
    return undefined;
  }
}
