import { isJsonObject, type Json, type JsonObject, MAX_NESTING, parseJson } from '../../json/json-value';
import { RECORD_SHAPE } from '../record-shape';

/**
 * The names of CloudTrail's fields. Athena, Glue and event data stores give them in small letters, and so do tools that
 * follow; the rules know them as CloudTrail spells them.
 *
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
 */
const NAMES = [
  ...Object.keys(RECORD_SHAPE),
  'type principalId arn accountId accessKeyId userName sessionContext sessionIssuer attributes mfaAuthenticated creationDate',
  'sourceIdentity invokedBy webIdFederationData federatedProvider onBehalfOf userId identityStoreArn inScopeOf credentialId',
  'identityProvider ec2RoleDelivery ec2IssuedInVpc assumedRoot sourceArn sourceAccount issuerType credentialsIssuedTo',
  'tlsVersion cipherSuite clientProvidedHostHeader updatedFields originalRequestID originalEventID',
].flatMap((line) => line.split(' '));

const BY_SMALL_NAME: ReadonlyMap<string, string> = new Map(NAMES.map((name) => [name.toLowerCase(), name]));

/** A field's name as CloudTrail spells it; the name of anything else stays as it is. */
export function toFieldName(name: string): string {
  return BY_SMALL_NAME.get(name.toLowerCase()) ?? name;
}

/**
 * Reads a struct as Athena and CloudTrail Lake write it into a text column; undefined if the text is none.
 *
 *     struct = "{" [ name "=" value { ", " name "=" value } ] "}"
 *     list   = "[" [ value { ", " value } ] "]"
 *     value  = struct | list | JSON | "null" | any text up to the next ", name=", ", " in a list, or the closing bracket
 *
 * Nothing is quoted, so a text that looks like the next name is taken for it: no value of CloudTrail's does. The values of a map
 * are texts: an object in it is JSON.
 *
 * @param field the field that it is; names within are spelled by it
 */
export function readStruct(text: string, field = ''): Json | undefined {
  if (!/^[{[]/.test(text)) return undefined;
  const reader = new StructReader(text, NAMES_WITHIN[field] ?? toFieldName);
  const value = reader.readValue(0, 'struct');
  return reader.isAtEnd ? value : undefined;
}

/** Names in maps can be anything: `x-amz-acl`, `accounts.google.com:aud`. */
const NAME = /([A-Za-z_][\w.:/@-]*)=/y;
const NEXT_NAME = /, [A-Za-z_][\w.:/@-]*=|\}/g;
const NEXT_ELEMENT = /, |\]/g;
const JSON_BEGIN = /[{[][\s[{]*"/y;
const JSON_TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\]]/gs;

/** The place after the bracket that closes the one at a place; the end if none does. */
function endOfJson(text: string, from: number): number {
  let depth = 0;
  const token = new RegExp(JSON_TOKEN);
  token.lastIndex = from;
  for (let found = token.exec(text); found !== null; found = token.exec(text)) {
    if (found[0] === '{' || found[0] === '[') depth += 1;
    else if (found[0] === '}' || found[0] === ']') depth -= 1;
    if (depth === 0) return token.lastIndex;
  }
  return text.length;
}

class StructReader {
  private at = 0;
  private isBroken = false;
  /** The text before it is not JSON, and is not looked at again. */
  private triedTo = 0;

  constructor(
    private readonly text: string,
    private readonly nameOf: (name: string) => string,
  ) {}

  get isAtEnd(): boolean {
    return !this.isBroken && this.at === this.text.length;
  }

  readValue(depth: number, inside: 'struct' | 'list'): Json | undefined {
    if (depth > MAX_NESTING) return this.fail();
    const json = this.readJson();
    if (json !== undefined) return json;
    if (this.text[this.at] === '{') return this.readStruct(depth);
    if (this.text[this.at] === '[') return this.readList(depth);
    const end = this.find(inside === 'struct' ? NEXT_NAME : NEXT_ELEMENT);
    if (end < 0) return this.fail();
    const value = this.text.slice(this.at, end);
    this.at = end;
    return value === 'null' || value === '' ? undefined : value;
  }

  /** An object, or a list of objects or texts: the members and texts of a struct have no quotes. */
  private readJson(): Json | undefined {
    JSON_BEGIN.lastIndex = this.at;
    if (this.at < this.triedTo || !JSON_BEGIN.test(this.text)) return undefined;
    const end = endOfJson(this.text, this.at);
    const value = parseJson(this.text.slice(this.at, end));
    if (value === undefined) this.triedTo = end;
    else this.at = end;
    return value;
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
      if (value !== undefined) define(members, this.nameOf(name), value);
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

const asWritten = (name: string): string => name;

const OF_RESOURCES: ReadonlyMap<string, string> = new Map([
  ['arn', 'ARN'],
  ['arnprefix', 'ARNPrefix'],
]);

/** How names in a field are spelled that are not those of `NAMES`: a map has them as they are in the record. */
const NAMES_WITHIN: Readonly<Record<string, (name: string) => string>> = {
  requestParameters: asWritten,
  responseElements: asWritten,
  additionalEventData: asWritten,
  serviceEventDetails: asWritten,
  resources: (name) => OF_RESOURCES.get(name.toLowerCase()) ?? toFieldName(name),
};

/** Columns with a whole record as text. */
const WHOLE_RECORD = [
  '@message',
  '_raw',
  'eventjson',
  'cloudtrailevent',
  'message',
  'event.original',
  'record',
];

/** Columns, one of which is enough to recognize a table of records. */
const TELLING = [...WHOLE_RECORD, 'eventname', 'eventsource'];

const BOOLEANS = ['readOnly', 'managementEvent'];

/** Fields that are not text in a record. CloudTrail's other fields are text whatever they begin with, as `[S3Console/0.4]` does. */
const STRUCTS: ReadonlySet<string> = new Set(
  [
    'userIdentity requestParameters responseElements additionalEventData resources serviceEventDetails addendum',
    'edgeDeviceDetails tlsDetails insightDetails eventContext sessionContext sessionIssuer attributes webIdFederationData',
    'onBehalfOf inScopeOf assumedRoot',
  ].flatMap((line) => line.split(' ')),
);

/** A parameter with a separate column is the text that the caller sent. */
const TEXT_THAT_STAYS = /^requestParameters\./i;

/** Whether columns of these names may contain records. */
export function areRecordColumns(names: readonly string[]): boolean {
  return names.some((name) => TELLING.includes(name.trim().toLowerCase()));
}

/**
 * The record of one row of a table: the column with the whole record, or else a record built from the columns with the names
 * of its fields, in any letter case. A name with dots (`userIdentity.arn`) is a path, and a number in it (`resources.0.ARN`)
 * a place in a list. Structs are JSON, or what Athena and CloudTrail Lake write; an empty cell is an absent field.
 */
export function recordOfColumns(cells: readonly (readonly [name: string, value: Json])[]): Json {
  for (const [name, value] of cells) {
    if (!WHOLE_RECORD.includes(name.trim().toLowerCase())) continue;
    if (typeof value === 'string' && value.trimStart().startsWith('{')) return parseJson(value) ?? value;
    if (isJsonObject(value)) return value;
  }
  const record: Members = {};
  const listed = new Set<string>();
  for (const [name, value] of cells) {
    const read = toFieldValue(toFieldName(name.trim()), value);
    if (read === undefined) continue;
    const path = pathOf(name.trim());
    if (path.some(isPlace)) listed.add(path[0] as string);
    setAt(record, path, read);
  }
  for (const name of listed) define(record, name, withLists(record[name] as Json));
  return record as JsonObject;
}

/** Small letters are an engine's; all others are those of the record. */
function pathOf(name: string): readonly string[] {
  const [first = '', ...rest] = name.split('.', MAX_NESTING + 2);
  // No record is as deep: such a name is not a path.
  if (rest.length > MAX_NESTING) return [name];
  const field = toFieldName(first);
  const isOfResources = field === 'resources';
  return [
    field,
    ...rest.map((key) =>
      isOfResources && key === 'arn' ? 'ARN' : key === key.toLowerCase() ? toFieldName(key) : key,
    ),
  ];
}

function isPlace(key: string): boolean {
  return /^\d{1,4}$/.test(key);
}

/** The value in which each object whose members are places is the list of them. */
function withLists(value: Json): Json {
  if (!isJsonObject(value)) return value;
  const members = Object.entries(value).map(([key, each]) => [key, withLists(each as Json)] as const);
  // Such names come in their order, wherever they were set.
  if (members.length > 0 && members.every(([key]) => isPlace(key))) return members.map(([, each]) => each);
  return Object.fromEntries(members) as JsonObject;
}

interface Members {
  [name: string]: Json;
}

function toFieldValue(name: string, value: Json): Json | undefined {
  if (typeof value !== 'string') return value === null ? undefined : value;
  const text = value.trim();
  if (text === '' || text === 'null' || text === '-') return undefined;
  if (BOOLEANS.includes(name) && /^(?:true|false)$/i.test(text)) return text.toLowerCase() === 'true';
  if (!/^[{[]/.test(text) || (!STRUCTS.has(name) && BY_SMALL_NAME.has(name.toLowerCase()))) return value;
  if (TEXT_THAT_STAYS.test(name)) return value;
  return parseJson(text) ?? readStruct(text, name) ?? value;
}

/** Own members only: a column may be called `__proto__`. */
function setAt(record: Members, path: readonly string[], value: Json): void {
  const [first = '', ...rest] = path;
  if (rest.length === 0) define(record, first, value);
  else {
    const inner = Object.hasOwn(record, first) ? record[first] : undefined;
    const members: Members = isJsonObject(inner) ? (inner as Members) : {};
    define(record, first, members);
    setAt(members, rest, value);
  }
}

function define(record: Members, name: string, value: Json): void {
  Object.defineProperty(record, name, { value, enumerable: true, configurable: true, writable: true });
}
