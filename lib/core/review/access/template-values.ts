import type { EstateStack } from '../../estate/estate';
import { type PhysicalResource, RESOURCE_TYPES } from '../../estate/names/resource-types';
import { Resolver } from '../../estate/resolver';
import { Choice, isValueObject, OpenText, Unknown, type Value } from '../../estate/values/value';
import { partitionOf, urlSuffixOf } from '../../record/region';
import { sha256Hex } from '../../record/sha256';
import { unknownsIn, unknownText, withoutCommonEnds } from './condition-words';

/** A placeholder for an account that only the deployment knows: no account has this number. */
export const UNKNOWN_ACCOUNT = '000000000000';

/** The account of a stack, or the placeholder if it is not known. */
export function accountOf(stack: EstateStack): string {
  return stack.account !== undefined && /^\d{12}$/.test(stack.account) ? stack.account : UNKNOWN_ACCOUNT;
}

/** The Region of a stack, or a placeholder that is not a Region. */
export function regionOf({ region, partition }: EstateStack): string {
  if (region !== undefined) return region;
  if (partition === 'aws-cn') return 'cn-unknown-1';
  return partition === 'aws-us-gov' ? 'us-gov-unknown-1' : 'unknown-1';
}

/** The partition of a stack, as ARNs have it. */
export function partitionIn(stack: EstateStack): string {
  return stack.partition ?? partitionOf(regionOf(stack));
}

/** The account of a stack, and the start of ARNs of a service in its place. */
export interface PlaceOfStack {
  readonly owner: { readonly id: string; readonly partition: string };
  /** `arn:aws:lambda:eu-west-1:111122223333` */
  readonly home: (service: string) => string;
}

/** Services whose ARNs have no Region. */
const GLOBAL = new Set(['chatbot', 'iam']);

export function placeIn(stack: EstateStack): PlaceOfStack {
  const partition = partitionIn(stack);
  const id = accountOf(stack);
  return {
    owner: { id, partition },
    home: (service) => `arn:${partition}:${service}:${GLOBAL.has(service) ? '' : regionOf(stack)}:${id}`,
  };
}

/**
 * Values of templates as JSON, so that policies can be asked about them: a resource without a name gets a unique one, an unknown
 * account is `UNKNOWN_ACCOUNT`, and any other value that only the deployment knows is `unknownText`.
 */
export class Values {
  private readonly resolver: Resolver;
  private readonly physicals = new Map<EstateStack, Map<string, PhysicalResource | undefined>>();

  constructor(stacks: readonly EstateStack[]) {
    this.resolver = new Resolver(stacks, (name, stack) => {
      const text = this.render(name, stack);
      return typeof text === 'string' && unknownsIn(text).length === 0;
    });
  }

  /** A value with everything that is known put in; what only the deployment knows is `unknownText`. */
  resolve(value: unknown, stack: EstateStack): unknown {
    return this.render(this.resolver.value(value, stack), stack);
  }

  /** `Ref` and attributes of a resource; undefined when its type has none that are known here. */
  physical(logicalId: string, stack: EstateStack): PhysicalResource | undefined {
    const known = this.physicals.get(stack) ?? new Map<string, PhysicalResource | undefined>();
    this.physicals.set(stack, known);
    if (!known.has(logicalId)) known.set(logicalId, this.toPhysical(logicalId, stack));
    return known.get(logicalId);
  }

  /** False when a resource's condition does not hold. */
  exists(condition: unknown, stack: EstateStack): boolean {
    return this.resolver.exists(condition, stack) !== false;
  }

  /** A condition in words, if only the deployment knows whether it holds. */
  undecided(condition: unknown, stack: EstateStack): string | undefined {
    if (this.resolver.exists(condition, stack) !== undefined) return undefined;
    return this.resolver.words(String(condition), stack);
  }

  private toPhysical(logicalId: string, stack: EstateStack): PhysicalResource | undefined {
    const physical = this.resolver.physical(logicalId, stack);
    if (physical === undefined || !RESOURCE_TYPES.has(stack.template.Resources[logicalId]?.Type ?? ''))
      return undefined;
    const text = (value: Value) => String(this.render(value, stack));
    const attributes = Object.entries(physical.attributes).map(([name, value]) => [name, text(value)]);
    return { ref: text(physical.ref), attributes: Object.fromEntries(attributes) };
  }

  private render(value: Value | undefined, stack: EstateStack): unknown {
    if (value instanceof Unknown) return this.renderUnknown(value, stack);
    if (value instanceof OpenText)
      return value.parts
        .map((part) => (typeof part === 'string' ? part : this.renderUnknown(part, stack)))
        .join('');
    if (value instanceof Choice) return this.renderChoice(value, stack);
    if (Array.isArray(value)) return value.map((item) => this.render(item, stack));
    if (!isValueObject(value)) return value;
    const members = Object.entries(value).map(([name, member]) => [name, this.render(member, stack)]);
    return Object.fromEntries(members);
  }

  private renderChoice({ condition, one, other }: Choice, stack: EstateStack): string {
    const sides = [this.render(one, stack), this.render(other, stack)] as const;
    const unknown = unknownText(`condition ${condition} (${digest(sides)})`);
    const [left, right] = sides;
    return typeof left === 'string' && typeof right === 'string'
      ? withoutCommonEnds(left, right).join(unknown)
      : unknown;
  }

  private renderUnknown(unknown: Unknown, stack: EstateStack): string {
    const { words, of } = unknown;
    const placed = this.resolver.target(unknown);
    if (of === undefined || placed === undefined) return inPlace(words, stack) ?? unknownText(words);
    const { Type: type } = placed.resource;
    const { name } = placed.stack;
    if (of.attribute === 'name') {
      const made = `${name.replaceAll('/', '-')}-${of.logicalId}`;
      return type === 'AWS::S3::Bucket' ? made.toLowerCase() : made;
    }
    if (of.attribute === 'id') return NO_ID;
    return /^(Custom::|AWS::CloudFormation::)/.test(type) ? unknownText(words) : `${name}-${words}`;
  }
}

/** A placeholder for the part of an ARN that is created at deployment. */
const NO_ID = '00000000-0000-0000-0000-000000000000';

/** Pseudo parameters that only the deployment knows. */
function inPlace(words: string, stack: EstateStack): string | undefined {
  const region = regionOf(stack);
  switch (words) {
    case 'AWS::Partition':
      return partitionIn(stack);
    case 'AWS::AccountId':
      return UNKNOWN_ACCOUNT;
    case 'AWS::Region':
      return region;
    case 'AWS::URLSuffix':
      return urlSuffixOf(partitionOf(region));
    case 'AWS::StackName':
      return stack.name;
    default:
      return undefined;
  }
}

/** Different unknown values become different texts. */
function digest(value: unknown): string {
  return sha256Hex(JSON.stringify(value) ?? '').slice(0, 12);
}
