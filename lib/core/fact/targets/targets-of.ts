import { isJsonObject, type JsonObject } from '../../json/json-value';
import { remembered } from '../../keyed/remembered';
import type { CloudTrailRecord } from '../../record/record';
import { partitionOf } from '../../record/region';
import { oneLine } from '../../safe-text/one-line';
import { HIDDEN, listAt, requestOf, responseOf, textAt } from '../text-at';
import { type KindFinder, kindFinder, type ResourceKind, typeOfArn } from './resource-kinds';
import { ACCOUNT, isArn, MAX_TARGETS, NAME_LENGTH, nameInArn, type Target } from './target';
import { makes } from './target-parts';

/** How many members of an object are looked at. */
const MAX_MEMBERS = 40;

/** Names from which an ARN can be built. */
const PLAIN_NAME = /^[\w+=,.@/#-]{1,256}$/;

/** The address of a queue names its owner. */
const QUEUE_URL = /^https:\/\/[^/]+\/(\d{12})\/([\w.-]{1,80})$/;

/** A node that Systems Manager manages outside of EC2, where it takes an instance. */
const MANAGED_NODE = /^mi-[0-9a-f]{17}$/;

/** What parameters that name something are called, whatever the service; tokens, requests and statements are no resources. */
const NAMES_SOMETHING =
  /^(?!.*(?:request|token|account|statement))(?:.*(?:Name|Id|Identifier|ARN)s?|name|id|identifier)$/i;

/** A kind that is not in the table. */
const UNKNOWN: ResourceKind = { type: 'Other', toArn: undefined };

/** The maximum number of parameters of a call that is not in the table. */
const MAX_UNKNOWN = 2;

const namesSomething = remembered((parameter) => NAMES_SOMETHING.test(parameter));
const mayHoldArn = remembered((member) => /arn$/i.test(member));

/**
 * The resources of a record, at most 20, each once: what CloudTrail lists in `resources`, then what the call made, then its
 * request parameters that are ARNs, lists of ARNs, or names of a kind of resource that is known. Deeper parameters are left out:
 * what a policy document names is not what the call acted on. For a call that names nothing, it is the account.
 */
export function targetsOf(record: CloudTrailRecord): readonly Target[] {
  const eventName = textAt(record, 'eventName') ?? '';
  const found = new FoundResources(record, eventName);
  for (const resource of firstOf(listAt(record, 'resources'), MAX_MEMBERS)) {
    found.addArn(textAt(resource, 'ARN') ?? textAt(resource, 'arn'), textAt(resource, 'type'));
  }
  const request = requestOf(record);
  const response = responseOf(record);
  // What is put has the name that the request gives it.
  if (response !== undefined && makes(eventName) && !eventName.startsWith('Put')) found.addNamed(response);
  if (request !== undefined) {
    found.addObject(request);
    found.addArns(request);
    found.addNamed(request);
  }
  if (response !== undefined) found.completeFrom(response);
  for (const members of [request ?? {}, response ?? {}]) found.addUnknown(members);
  found.addAccount();
  return found.all;
}

class FoundResources {
  readonly #found: Target[] = [];
  readonly #kindOf: KindFinder;
  readonly #region: string;
  readonly #account: string;

  constructor(record: CloudTrailRecord, eventName: string) {
    this.#kindOf = kindFinder(textAt(record, 'eventSource') ?? '', eventName);
    this.#region = textAt(record, 'awsRegion') ?? '';
    this.#account = textAt(record, 'recipientAccountId') ?? '';
  }

  get all(): readonly Target[] {
    return this.#found;
  }

  /** Adds an ARN; any other value is ignored. */
  addArn(value: unknown, type?: string): void {
    if (!isArn(value)) return;
    this.#add({ type: type ?? typeOfArn(value), name: oneLine(nameInArn(value), NAME_LENGTH), arn: value });
  }

  /** The members that are ARNs, or lists of ARNs. */
  addArns(members: JsonObject): void {
    for (const value of Object.values(members)) {
      if (typeof value === 'string') this.addArn(value);
      else if (Array.isArray(value)) for (const each of firstOf(value, MAX_MEMBERS)) this.addArn(each);
    }
  }

  /** An object in a bucket takes two parameters. */
  addObject({ bucketName, key }: JsonObject): void {
    if (typeof bucketName !== 'string' || typeof key !== 'string' || key === '') return;
    this.addArn(`arn:${partitionOf(this.#region)}:s3:::${bucketName}/${key}`, 'AWS::S3::Object');
  }

  /** If nothing was found, the first members that are called a name or an id. */
  addUnknown(members: JsonObject): void {
    if (this.#found.length > 0) return;
    for (const [parameter, value] of Object.entries(members).slice(0, MAX_MEMBERS)) {
      if (this.#found.length === MAX_UNKNOWN) return;
      if (namesSomething(parameter)) this.#addValue(UNKNOWN, value);
    }
  }

  /** The account, if nothing else was found. */
  addAccount(): void {
    if (this.#found.length === 0 && this.#account !== '') this.#add({ type: ACCOUNT, name: this.#account });
  }

  /** The members that name a resource, and those of objects and `items` among them. */
  addNamed(members: JsonObject, within = ''): void {
    for (const parameter of firstOf(Object.keys(members), MAX_MEMBERS)) {
      const value = members[parameter];
      const kind = this.#kindOf(parameter, within);
      if (kind !== undefined) this.#addValue(kind, value);
      else if (within === '') this.#addInside(parameter, value);
      if (this.#found.length === MAX_TARGETS) return;
    }
  }

  /** Adds from a response the ARN of a resource that is known by name; if none was found, the resources that the response names. */
  completeFrom(response: JsonObject): void {
    const isEmpty = this.#found.length === 0;
    if (isEmpty) this.addNamed(response);
    this.#completeFromMembers(response, isEmpty);
    for (const members of firstOf(Object.values(response), MAX_MEMBERS))
      if (isJsonObject(members)) this.#completeFromMembers(members, isEmpty);
  }

  #completeFromMembers(members: JsonObject, isEmpty: boolean): void {
    for (const member of firstOf(Object.keys(members), MAX_MEMBERS)) {
      const value = members[member];
      if (!isArn(value) || !mayHoldArn(member)) continue;
      if (!this.#completeWith(value) && isEmpty) this.addArn(value);
    }
  }

  #completeWith(arn: string): boolean {
    const type = typeOfArn(arn);
    const at = this.#found.findIndex((known) => known.type === type && arn.includes(known.name));
    if (at < 0) return false;
    this.#found[at] = { ...(this.#found[at] as Target), arn };
    return true;
  }

  #addInside(parameter: string, value: unknown): void {
    if (isJsonObject(value)) {
      const items = listAt(value, 'items').slice(0, MAX_MEMBERS).filter(isJsonObject);
      for (const members of items.length === 0 ? [value] : items) this.addNamed(members, parameter);
    } else if (Array.isArray(value)) {
      for (const members of value.slice(0, MAX_TARGETS).filter(isJsonObject))
        this.addNamed(members, parameter);
    }
  }

  /** EC2 writes a value as `{tag, content}` in newer calls. */
  #addValue(kind: ResourceKind, value: unknown): void {
    if (typeof value === 'string') this.#addName(kind, value);
    else if (isJsonObject(value)) this.#addName(kind, textAt(value, 'content'));
    else if (Array.isArray(value)) {
      for (const each of value.slice(0, MAX_TARGETS)) {
        this.#addName(kind, typeof each === 'string' ? each : textAt(each, 'content'));
      }
    }
  }

  #addName(kind: ResourceKind, value: string | undefined): void {
    if (value === undefined || value === '' || value === HIDDEN) return;
    if (isArn(value)) {
      this.addArn(value, kind.type);
      return;
    }
    if (kind.type === 'AWS::EC2::Instance' && MANAGED_NODE.test(value)) {
      const place = `${this.#region}:${this.#account}`;
      this.addArn(`arn:${partitionOf(this.#region)}:ssm:${place}:managed-instance/${value}`);
      return;
    }
    const queue = value.startsWith('https:') ? QUEUE_URL.exec(value) : null;
    const [, owner = this.#account, name = value] = queue ?? [];
    const canHaveArn = PLAIN_NAME.test(name) && owner !== '' && this.#region !== '';
    const behind = canHaveArn ? kind.toArn?.(name, { region: this.#region, account: owner }) : undefined;
    const arn = behind === undefined ? undefined : `arn:${partitionOf(this.#region)}:${behind}`;
    const line = oneLine(name, NAME_LENGTH);
    if (line !== '') this.#add({ type: kind.type, name: line, ...(arn === undefined ? {} : { arn }) });
  }

  /** A resource that is known with its ARN is not added by its name, and the other way round. */
  #add(resource: Target): void {
    for (let at = 0; at < this.#found.length; at++) {
      const known = this.#found[at] as Target;
      if (!isSame(known, resource)) continue;
      if (known.arn === undefined) this.#found[at] = resource;
      return;
    }
    if (this.#found.length < MAX_TARGETS) this.#found.push(resource);
  }
}

/** The first values of a list; the same list if it has no more. */
function firstOf<T>(list: readonly T[], most: number): readonly T[] {
  return list.length <= most ? list : list.slice(0, most);
}

function isSame(one: Target, other: Target): boolean {
  if (one.arn !== undefined && other.arn !== undefined) return one.arn === other.arn;
  if (one.type !== other.type) return false;
  return one.name === other.name || one.name.endsWith(`/${other.name}`) || one.arn === other.name;
}
