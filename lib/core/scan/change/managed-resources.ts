import type { Target } from '../../fact/targets/target';
import { objectAt, textAt } from '../../fact/text-at';
import type { Json } from '../../json/json-value';
import type { CloudTrailRecord } from '../../record/record';
import { type Change, isByHand } from './change';

/** The manager of a resource. */
export interface Manager {
  readonly kind: 'CloudFormation' | 'Terraform' | 'OpenTofu' | 'Pulumi';
  /** The stack, or the identity that the tool has. */
  readonly name: string;
}

/** The stack of a template that has a resource. */
export type StackFinder = (resource: Pick<Target, 'type' | 'name'>) => string | undefined;

const STACK_TAG = 'aws:cloudformation:stack-name';

/**
 * As CloudFormation names what a template does not name: stack, logical id, and random characters. Names that templates give may
 * end with the account or a word.
 */
const GENERATED_NAME =
  /^(?<stack>[A-Za-z][A-Za-z0-9-]*)-(?<logicalId>[A-Za-z0-9]+)-(?!(?:\d+|[a-z]+)$)[A-Za-z0-9]{12,13}$/;

/** The maximum number of resources that are remembered. */
const MAX_RESOURCES = 200_000;

/** Which resources a stack or a tool manages: by the changes, by the tags of the stack, and by the names in a template. */
export class ManagedResources {
  private readonly managers = new Map<string, Manager>();
  private readonly spans = new Map<string, Span>();

  /** Whether there were more than are remembered. */
  get isFull(): boolean {
    return this.managers.size >= MAX_RESOURCES;
  }

  constructor(private readonly stackOf: StackFinder) {}

  /** Learns who manages the resources of a call. */
  learn(change: Change, record: CloudTrailRecord): void {
    for (const resource of change.resources) {
      const manager = managerIn({ change, record }, resource, this.stackOf);
      if (manager === undefined) continue;
      const [known] = keysOf(change, resource).flatMap((key) => this.managers.get(key) ?? []);
      const better = isBetter(manager, known) ? manager : known;
      for (const key of keysOf(change, resource)) {
        if (this.isFull && !this.managers.has(key)) continue;
        if (better !== undefined) this.managers.set(key, better);
        this.spans.set(key, widened(this.spans.get(key), change, resource));
      }
    }
  }

  /**
   * The manager of a changed resource at the time of the change: before the manager made the resource, there was another one of
   * its name.
   */
  find(change: Change, resource: Target): Manager | undefined {
    for (const key of keysOf(change, resource)) {
      const known = this.managers.get(key);
      const span = this.spans.get(key);
      if (known === undefined || span === undefined) continue;
      if (span.isMade && change.time < span.first) return undefined;
      if (span.isEnded && change.time > span.last) break;
      return known;
    }
    const stack = this.stackOf(resource);
    return stack === undefined ? undefined : { kind: 'CloudFormation', name: stack };
  }
}

/** The first and the last call of a manager on a resource, and whether these made it and took it away. */
interface Span {
  readonly first: string;
  readonly isMade: boolean;
  readonly last: string;
  readonly isEnded: boolean;
}

const MAKES = /^(?:Create|Run|Allocate|Register|Import|Request)([A-Za-z]+)/;
const ENDS = /^(?:Delete|Terminate|Deregister|Release)([A-Za-z]+)/;

function widened(known: Span | undefined, { call, time }: Change, { type }: Target): Span {
  const [made, ended] = [MAKES, ENDS].map((pattern) => isOfWhole(pattern.exec(call)?.[1], type));
  const { first, isMade, last, isEnded } = known ?? {
    first: time,
    isMade: false,
    last: time,
    isEnded: false,
  };
  return {
    first: time < first ? time : first,
    isMade: time < first ? made === true : isMade || (time === first && made === true),
    last: time > last ? time : last,
    isEnded: time > last ? ended === true : isEnded || (time === last && ended === true),
  };
}

/** `DeleteBucket` takes a bucket away, and `DeleteBucketPolicy` something of it. */
function isOfWhole(noun: string | undefined, type: string): boolean {
  const kind = type.split('::').at(-1)?.toLowerCase() ?? '';
  return noun !== undefined && kind.endsWith(noun.toLowerCase().replace(/s$/, ''));
}

/**
 * The manager of a resource, according to a call on it: CloudFormation, or a tool, manages what it makes and changes. A failed
 * call may concern resources of others.
 */
export function managerIn(
  { change, record }: { readonly change: Change; readonly record: CloudTrailRecord },
  resource: Target,
  stackOf: StackFinder = () => undefined,
): Manager | undefined {
  const { means, error, actor, session } = change;
  if (error !== '' || means === 'service' || means === 'program' || isByHand(means)) return undefined;
  // Each run of a pipeline has its own session.
  const identity = session === '' ? actor : actor.replace(`/${session}`, '');
  if (means !== 'CloudFormation') return { kind: means, name: identity };
  const stack = stackInTags(record) ?? stackOf(resource) ?? GENERATED_NAME.exec(resource.name)?.groups?.stack;
  return { kind: means, name: stack ?? '' };
}

/** What is known about the managers of resources, by their keys. */
export interface ManagerTable {
  get(key: string): Manager | undefined;
  set(key: string, manager: Manager): void;
}

/** Records who manages the resources of a call, under each key of which less was known. */
export function learnManagers(change: Change, record: CloudTrailRecord, known: ManagerTable): void {
  for (const resource of change.resources) {
    const manager = managerIn({ change, record }, resource);
    if (manager === undefined) continue;
    for (const key of keysOf(change, resource))
      if (isBetter(manager, known.get(key))) known.set(key, manager);
  }
}

/** Whether a call shows more about who manages a resource than was known. */
export function isBetter(found: Manager, known: Manager | undefined): boolean {
  return known === undefined || (known.name === '' && found.name !== '');
}

/** A resource is known by its ARN, and by its name among those of its kind in the account. */
export function keysOf({ account, region }: Change, { arn, type, name }: Target): readonly string[] {
  return [...(arn === undefined ? [] : [arn]), `${account} ${region} ${type} ${name}`];
}

/** Services write tags as a map, as a list or in lists of parts: `tagSpecificationSet` of EC2, `Tagging` of S3. */
function stackInTags(record: CloudTrailRecord): string | undefined {
  const tags = Object.entries(objectAt(record, 'requestParameters') ?? {}).filter(([name]) =>
    TAGS.test(name),
  );
  return stackIn(Object.fromEntries(tags));
}

const TAGS = /^tag/i;
const KEY = /^(?:tag)?key$/i;
const VALUE = /^(?:tag)?value$/i;

/** How deep tags are: those of a part of EC2 are in the fourth level. */
const MAX_DEPTH = 6;

function stackIn(value: Json | undefined, depth = 0): string | undefined {
  if (typeof value !== 'object' || value === null || depth > MAX_DEPTH) return undefined;
  const members = Object.entries(value);
  const named = members.some(([name, member]) => KEY.test(name) && member === STACK_TAG)
    ? members.find(([name]) => VALUE.test(name))?.[1]
    : textAt(value, STACK_TAG);
  if (typeof named === 'string') return named;
  for (const [, member] of members) {
    const found = stackIn(member, depth + 1);
    if (found !== undefined) return found;
  }
  return undefined;
}
