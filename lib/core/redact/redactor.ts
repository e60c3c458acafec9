import type { CallCatalogue } from '../calls/call-catalogue';
import { isJsonObject, type Json, type JsonObject } from '../json/json-value';
import { remembered } from '../keyed/remembered';
import type { CloudTrailRecord } from '../record/record';
import { AddressRedactor } from './address';
import { RedactionKey } from './keyed-hash';
import { type Naming, RecordNames } from './record-names';
import type { RuleWords } from './rule-words';
import { WordRedactor } from './word';

/** Fields that show what AWS did, and nothing about who uses it. */
const PUBLIC_FIELDS = new Set([
  ...[
    'eventVersion',
    'eventTime',
    'eventSource',
    'eventName',
    'awsRegion',
    'errorCode',
    'eventType',
    'apiVersion',
  ],
  ...[
    'eventCategory',
    'userIdentity.type',
    'userIdentity.sessionContext.sessionIssuer.type',
    'resources.type',
  ],
  ...[
    'userIdentity.sessionContext.attributes.creationDate',
    'tlsDetails.tlsVersion',
    'tlsDetails.cipherSuite',
  ],
  ...[
    'insightDetails.eventName',
    'insightDetails.eventSource',
    'insightDetails.insightType',
    'insightDetails.errorCode',
  ],
]);

/** Twelve digits without quotes are an account, too. */
const ACCOUNT_NUMBER = { min: 100_000_000_000, max: 999_999_999_999 };

/** A month in a date. By itself it may be a name. */
const MONTH = '(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)';

/** What is replaced as a whole, or not at all, and then the words. */
const PIECES = new RegExp(
  [
    String.raw`(?<uuid>(?<![\p{L}\p{N}])[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}(?![\p{L}\p{N}]))`,
    String.raw`(?<account>(?<![\p{L}\p{N}])\d{4}(?<gap>[- ])\d{4}\k<gap>\d{4}(?![\p{L}\p{N}]))`,
    String.raw`(?<address>(?<![\p{L}\p{N}.])\d{1,3}(?:\.\d{1,3}){3}(?:\/\d{1,2})?(?!\d|\.\d))`,
    String.raw`(?<groups>(?:(?<![\w:])|(?<=(?:[g-zG-Z_]\w*|\w{5,}):)(?=\w))(?=[0-9a-fA-F:]*[0-9a-fA-F])(?:[0-9a-fA-F]{0,4}:){2,7}(?:\d{1,3}(?:\.\d{1,3}){3}|[0-9a-fA-F]{0,4})(?:\/\d{1,3})?(?![\w:]))`,
    String.raw`(?<hostAddress>(?<![\p{L}\p{N}])\d{1,3}(?<joint>[-_])\d{1,3}(?:\k<joint>\d{1,3}){2}(?![\p{L}\p{N}]))`,
    String.raw`(?<![\w:-])arn:aws[a-z-]{0,16}:(?<owner>[a-z0-9-]{1,40})(?=:)`,
    String.raw`(?<![\w.-])(?<host>[a-z][a-z0-9.-]{0,63})(?=\.amazonaws\.com(?![\w-]))`,
    String.raw`(?<service>(?<![\w:-])[a-z][a-z0-9-]{1,40}):(?<action>[A-Z][A-Za-z0-9]{2,60}(?![\w-]))`,
    String.raw`(?<time>(?<!\d)\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?Z?|(?<![\p{L}\p{N}])(?:\d{1,2}(?<of>[ /-])${MONTH}\k<of>\d{4}|${MONTH} \d{1,2},? \d{4}))`,
    String.raw`(?<word>[\p{L}\p{M}\p{N}]+)`,
  ].join('|'),
  'gu',
);

/** Percent-encoded characters, and the parts of words beside them. An address before a `%` is one by itself. */
const ENCODED = String.raw`((?:(?<![\p{L}\p{M}\p{N}_.~-]|[0-9a-fA-F:]:)[\w.~-]+)?(?:%[0-9A-Fa-f]{2}(?:[\w.~-]+(?![\p{L}\p{M}\p{N}]))?)+)`;
const IN_TEXT = new RegExp(ENCODED, 'gu');

/** In JSON in a text also escapes, which are no part of a word. */
const ESCAPED = String.raw`\\(?:u[0-9a-fA-F]{4}|[nrtbf\\/"])`;
const IN_JSON = new RegExp(ESCAPED, 'gu');
const IN_ENCODED_JSON = new RegExp(`${ENCODED}|${ESCAPED}`, 'gu');

/** A character in JSON as programs write it that write ASCII alone. */
const UNICODE_ESCAPE = /(?<!\\)((?:\\\\)*)\\u([0-9a-fA-F]{4})/g;

/** Texts that are one piece are most of those that come once. */
const WORD = /^[A-Za-z0-9]+$/;
const UUID = /^[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$/;

/** Texts of this length are kept with their replacements: in most records they are the same. */
const MAX_REMEMBERED_LENGTH = 1_000;
const MAX_REMEMBERED = 20_000;

const MAC_ADDRESS = /^(?:[0-9a-f]{2}:){5}[0-9a-f]{2}$/i;

/**
 * Records that show what was done, and not by whom to what: accounts, ARNs, names, addresses, keys and ids are replaced by others
 * of the same form. The same text becomes the same one under a key, in any letter case. Text that is known to be public stays,
 * and everything else is replaced.
 */
export class Redactor {
  private readonly names: RecordNames;
  private readonly words: WordRedactor;
  private readonly addresses: AddressRedactor;
  private readonly remembered = remembered(
    (text) => this.redactWhole(text),
    MAX_REMEMBERED,
    MAX_REMEMBERED_LENGTH,
  );

  /**
   * @param rules the words that rules look for, which stay
   * @param calls the names of AWS's calls, actions, services and their members, which stay
   */
  constructor(
    key: Uint8Array,
    rules: RuleWords,
    private readonly calls: CallCatalogue,
  ) {
    const secret = new RedactionKey(key);
    this.names = new RecordNames(calls);
    this.words = new WordRedactor(secret, rules);
    this.addresses = new AddressRedactor(secret, rules.ranges);
  }

  redact(record: CloudTrailRecord): CloudTrailRecord {
    return this.redactMembers(record, '', this.names.of(record)) as CloudTrailRecord;
  }

  private redactValue(value: Json | undefined, path: string, names: Naming): Json | undefined {
    if (typeof value === 'string') return PUBLIC_FIELDS.has(path) ? value : this.redactText(value);
    if (typeof value === 'number') return this.redactNumber(value);
    if (Array.isArray(value)) return value.map((each) => this.redactValue(each, path, names) as Json);
    return isJsonObject(value) ? this.redactMembers(value, path, names) : value;
  }

  private redactMembers(members: JsonObject, path: string, names: Naming): JsonObject {
    const entries = Object.entries(members).map(([name, value]) => [
      names.isOfApi(name) ? name : this.redactText(name),
      this.redactValue(value, path === '' ? name : `${path}.${name}`, names.of(name, Array.isArray(value))),
    ]);
    // Not by assignment, which a member called __proto__ would change the record with.
    return Object.fromEntries(entries) as JsonObject;
  }

  private redactNumber(value: number): number {
    const isAccount = Number.isInteger(value) && value >= ACCOUNT_NUMBER.min && value <= ACCOUNT_NUMBER.max;
    return isAccount ? Number(this.words.redact(String(value))) : value;
  }

  /** The text in which every word that is not public is another. */
  redactText(text: string): string {
    if (text.length > MAX_REMEMBERED_LENGTH) return this.redactWhole(text);
    if (WORD.test(text)) return this.words.redact(text);
    return UUID.test(text) ? this.redactUuid(text) : this.remembered(text);
  }

  private redactUuid(text: string): string {
    return inGroups(this.words.redact(text.replaceAll('-', '')), text);
  }

  private redactWhole(text: string): string {
    const isEncoded = text.includes('%');
    if (!/^\s*[{[]/.test(text)) return isEncoded ? this.redactParts(text, IN_TEXT) : this.redactPart(text);
    const decoded = text.replace(UNICODE_ESCAPE, toLetter);
    const redacted = this.redactParts(decoded, isEncoded ? IN_ENCODED_JSON : IN_JSON);
    return decoded === text ? redacted : redacted.replace(/[^\0-\x7f]/g, toUnicodeEscape);
  }

  private redactParts(text: string, encoded: RegExp): string {
    let redacted = '';
    let from = 0;
    for (const { 0: whole, 1: characters, index } of text.matchAll(encoded)) {
      redacted += this.redactPart(text.slice(from, index));
      redacted += characters === undefined ? whole : this.redactEncoded(characters);
      from = index + whole.length;
    }
    return redacted + this.redactPart(text.slice(from));
  }

  /** What is not UTF-8 is taken for Latin 1, which has a character for each byte. */
  private redactEncoded(text: string): string {
    const bytes = Buffer.from(
      text.replace(/%(..)/g, (_, code: string) => toCharacter(code)),
      'latin1',
    );
    const [decoded, encoding] = decode(bytes);
    const redacted = Buffer.from(this.redactText(decoded), encoding).toString('latin1');
    const isLower = /%(?:\d[a-f]|[a-f])/.test(text);
    return redacted.replace(/[^\w.~-]/g, (character) => {
      const code = character.charCodeAt(0).toString(16).padStart(2, '0');
      return `%${isLower ? code : code.toUpperCase()}`;
    });
  }

  private redactPart(text: string): string {
    return text.replace(PIECES, (piece, ...rest) => this.redactPiece(piece, rest.at(-1) as Piece));
  }

  private redactPiece(piece: string, { uuid, address, groups, hostAddress, ...other }: Piece): string {
    if (other.word !== undefined) return this.words.redact(other.word);
    if (uuid !== undefined) return this.redactUuid(uuid);
    if (other.account !== undefined) return inGroups(this.words.redact(piece.replaceAll(/\D/g, '')), piece);
    if (groups !== undefined && MAC_ADDRESS.test(groups))
      return inGroups(this.words.redact(groups.replaceAll(':', '')), groups);
    if (address !== undefined)
      return this.addresses.redact(piece) ?? inGroups(this.words.redact(piece.replaceAll(/\W/g, '')), piece);
    if (groups !== undefined) return this.addresses.redact(piece) ?? this.redactWords(piece);
    if (hostAddress !== undefined) {
      const joint = hostAddress.includes('-') ? '-' : '_';
      const redacted = this.addresses.redact(hostAddress.replaceAll(joint, '.'));
      return redacted?.replaceAll('.', joint) ?? this.redactWords(piece);
    }
    const { service, action, host, owner } = other;
    if (host !== undefined) return this.calls.hasSource(host) ? piece : this.redactPart(piece);
    if (owner !== undefined) return this.calls.hasPrefix(owner) ? piece : this.redactWords(piece);
    if (service === undefined || action === undefined) return piece;
    return this.isAction(service, action) ? piece : this.redactWords(piece);
  }

  /** Whether it is an action of IAM, or how some begin. */
  private isAction(service: string, action: string): boolean {
    if (!this.calls.hasPrefix(service)) return false;
    const [known, begun] = [this.calls.actions(service), action.toLowerCase()];
    return known.has(begun) || [...known.keys()].some((name) => name.startsWith(begun));
  }

  private redactWords(text: string): string {
    return text.replace(/[\p{L}\p{M}\p{N}]+/gu, (word) => this.words.redact(word));
  }
}

const UTF_8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function decode(bytes: Buffer): readonly [text: string, encoding: 'utf8' | 'latin1'] {
  try {
    return [UTF_8.decode(bytes), 'utf8'];
  } catch {
    return [bytes.toString('latin1'), 'latin1'];
  }
}

function toCharacter(code: string): string {
  return String.fromCharCode(Number.parseInt(code, 16));
}

/** A letter, a digit, or half of a character instead of its escape; other escapes as they are. */
function toLetter(whole: string, before: string, code: string): string {
  const character = toCharacter(code);
  return /[\p{L}\p{M}\p{N}\p{Cs}]/u.test(character) ? before + character : whole;
}

function toUnicodeEscape(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** Characters with the separators that another text has among its own. */
function inGroups(characters: string, like: string): string {
  let at = 0;
  return like.replaceAll(/\w/g, () => characters[at++] as string);
}

type Piece = Partial<
  Record<
    | 'uuid'
    | 'account'
    | 'address'
    | 'groups'
    | 'hostAddress'
    | 'owner'
    | 'host'
    | 'service'
    | 'action'
    | 'word',
    string
  >
>;
