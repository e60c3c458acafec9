import type { AlertResource } from '../alert/alert';
import { listAt, objectAt, textAt } from '../alert/from-record/text-at';
import type { CloudTrailRecord } from '../record/record';
import { type Change, isByHand } from './change';

/** The manager of a resource. */
export interface Manager {
  readonly kind: 'CloudFormation' | 'Terraform' | 'OpenTofu' | 'Pulumi';
  /** The stack, or the identity that the tool has. */
  readonly name: string;
}

/** The stack of a template that has a resource. */
export type StackFinder = (resource: Pick<AlertResource, 'type' | 'name'>) => string | undefined;

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
  find(change: Change, resource: AlertResource): Manager | undefined {
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

function widened(known: Span | undefined, { call, time }: Change, { type }: AlertResource): Span {
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
  resource: AlertResource,
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
export function keysOf({ account, region }: Change, { arn, type, name }: AlertResource): readonly string[] {
  return [...(arn === undefined ? [] : [arn]), `${account} ${region} ${type} ${name}`];
}

function stackInTags(record: CloudTrailRecord): string | undefined {
  const request = objectAt(record, 'requestParameters');
  const tags = ['tags', 'Tags', 'tagSet', 'tagging'].flatMap((name) => {
    const asMap = textAt(request, name, STACK_TAG);
    const asList = [...listAt(request, name), ...listAt(request, name, 'items')].flatMap((tag) =>
      (textAt(tag, 'key') ?? textAt(tag, 'Key')) === STACK_TAG
        ? [textAt(tag, 'value') ?? textAt(tag, 'Value')]
        : [],
    );
    return [asMap, ...asList];
  });
  return tags.find((tag) => tag !== undefined);
}
