import type { AlertResource } from '../alert/alert';
import { listAt, objectAt, textAt } from '../alert/from-record/text-at';
import type { CloudTrailRecord } from '../record/record';
import type { Change } from './change';

/** What manages a resource. */
export interface Manager {
  readonly kind: 'CloudFormation' | 'Terraform' | 'OpenTofu' | 'Pulumi';
  /** The stack, or the identity that the tool has. */
  readonly name: string;
}

const STACK_TAG = 'aws:cloudformation:stack-name';

/** As CloudFormation names what a template does not name: stack, logical id, and random characters. */
const GENERATED_NAME = /^(?<stack>[A-Za-z][A-Za-z0-9-]*)-(?<logicalId>[A-Za-z0-9]+)-[A-Za-z0-9]{12,13}$/;

/** So many resources are remembered. */
const MAX_RESOURCES = 200_000;

/** Which resources a stack or a tool manages: by who changed them, by the tags of the stack, and by what a template names. */
export class ManagedResources {
  private readonly managers = new Map<string, Manager>();

  /** Whether there were more than are remembered. */
  get isFull(): boolean {
    return this.managers.size >= MAX_RESOURCES;
  }

  /** @param stackOf the stack of a template that has a resource of a name */
  constructor(private readonly stackOf: (name: string) => string | undefined) {}

  /** A call of CloudFormation, or of such a tool, manages what it is about. A failed one may be about what is of others. */
  learn(change: Change, record: CloudTrailRecord): void {
    const { means, error } = change;
    if (
      error !== '' ||
      means === 'service' ||
      means === 'console' ||
      means === 'person' ||
      means === 'program'
    )
      return;
    for (const resource of change.resources) {
      const name =
        means === 'CloudFormation'
          ? (stackInTags(record) ??
            this.stackOf(resource.name) ??
            GENERATED_NAME.exec(resource.name)?.groups?.stack ??
            '')
          : change.actor;
      const known = this.find(change, resource);
      if (known !== undefined && (known.name !== '' || name === '')) continue;
      for (const key of keysOf(change, resource))
        if (!this.isFull) this.managers.set(key, { kind: means, name });
    }
  }

  /** What manages the resource of a change. */
  find(change: Change, resource: AlertResource): Manager | undefined {
    for (const key of keysOf(change, resource)) {
      const known = this.managers.get(key);
      if (known !== undefined) return known;
    }
    const stack = this.stackOf(resource.name);
    return stack === undefined ? undefined : { kind: 'CloudFormation', name: stack };
  }
}

/** A resource is known by its ARN, and by its name among those of its kind in the account. */
function keysOf({ account, region }: Change, { arn, type, name }: AlertResource): readonly string[] {
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
