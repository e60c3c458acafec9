import { type EstateStack, type PlacedResource, resourcesOf } from '../estate/estate';
import { Resolver } from '../estate/resolver';
import {
  at,
  Choice,
  canonicalValue,
  isOpen,
  OpenText,
  Unknown,
  unknownsOf,
  type Value,
} from '../estate/values/value';
import { type ParsedSelections, selectionsOfStack } from '../selector/parse/parse-selections';
import { type IdOf, Properties } from './properties';

/** How often a template is deployed; `unknown`: only the deployment knows. */
export type Instances = number | 'unknown';

/** A resource of a template. */
export interface CostedResource {
  readonly logicalId: string;
  readonly type: string;
  readonly properties: Properties;
  /** The condition under which it is created, if that is open. */
  readonly condition?: string;
  /** Of a stack set whose template was read: how often that is deployed. */
  readonly deploys?: Instances;
}

/** A stack, as far as its cost hangs on it. */
export interface CostedStack {
  /** Its display name: the name of the stack, or the file of its template. */
  readonly name: string;
  /** Where it is deployed; `undefined` where only the deployment knows. */
  readonly account?: string;
  readonly region?: string;
  /** Resources that are certainly not created are left out. */
  readonly resources: readonly CostedResource[];
  readonly trails: ParsedSelections;
  /** Of the stacks of a stack set. */
  readonly instances?: Instances;
}

/** Stacks of an estate with all that is known put in. */
export function costedStacks(stacks: readonly EstateStack[]): readonly CostedStack[] {
  const resolver = new Resolver(stacks);
  return stacks.map((stack) => {
    const { name, account, region } = stack;
    const instances = instancesOf(stack, resolver);
    return {
      name,
      ...(account === undefined ? {} : { account }),
      ...(region === undefined ? {} : { region }),
      resources: costedResources(stack, stacks, resolver),
      trails: selectionsOfStack(stack, resolver),
      ...(instances === 1 ? {} : { instances }),
    };
  });
}

function costedResources(
  stack: EstateStack,
  stacks: readonly EstateStack[],
  resolver: Resolver,
): readonly CostedResource[] {
  const idOf = idsIn(stack);
  return resourcesOf([stack]).flatMap(({ logicalId, resource }) => {
    const { Type: type, Properties: properties, Condition: condition } = resource;
    const exists = resolver.exists(condition, stack);
    if (exists === false) return [];
    const set = stacks.find(({ of, parent }) => of === 'stack-set' && parent?.resource === resource);
    return {
      ...{ logicalId, type, properties: new Properties(resolver.value(properties, stack), idOf) },
      ...(exists ? {} : { condition: String(condition) }),
      ...(set === undefined ? {} : { deploys: instancesOf(set, resolver) }),
    };
  });
}

/** Names are looked for in the stack alone: other stacks may have the same. */
function idsIn(stack: EstateStack): IdOf {
  const own = new Resolver([stack]);
  // of a text whose account or partition is not known, such as the ARN of a log group, the resource that it names
  const onlyReference: IdOf = (value) => {
    if (!(value instanceof OpenText)) return undefined;
    const [only, ...others] = new Set(
      unknownsOf(value).flatMap(({ of }) => (of?.stack === stack.name ? [of.logicalId] : [])),
    );
    return others.length === 0 ? only : undefined;
  };
  const idOf: IdOf = (value) => {
    if (value instanceof Unknown) return value.of?.stack === stack.name ? value.of.logicalId : undefined;
    if (!(value instanceof Choice)) return own.target(value)?.logicalId ?? onlyReference(value);
    const [one, other] = [idOf(value.one), idOf(value.other)];
    return one === other ? one : undefined;
  };
  return idOf;
}

/** How often a stack is deployed, according to the stack sets that it is in. */
function instancesOf({ of, parent }: EstateStack, resolver: Resolver): Instances {
  if (parent === undefined) return 1;
  const outer = instancesOf(parent.stack, resolver);
  const own = of === 'stack-set' ? instancesOfSet(parent, resolver) : 1;
  return outer === 'unknown' || own === 'unknown' ? 'unknown' : outer * own;
}

/** Each account and Region of each group, once; those of organizational units are not known. */
function instancesOfSet({ stack, resource }: PlacedResource, resolver: Resolver): Instances {
  const groups = at(resolver.value(resource.Properties, stack), 'StackInstancesGroup');
  if (!Array.isArray(groups)) return 'unknown';
  const found = new Set<string>();
  for (const group of groups as readonly Value[]) {
    const targets = at(group, 'DeploymentTargets');
    const [accounts, regions] = [listed(at(targets, 'Accounts')), listed(at(group, 'Regions'))];
    const isOpenEnded = ['OrganizationalUnitIds', 'AccountsUrl'].some(
      (name) => at(targets, name) !== undefined,
    );
    if (accounts === undefined || regions === undefined || isOpenEnded) return 'unknown';
    for (const account of accounts) for (const region of regions) found.add(`${account} ${region}`);
  }
  return found.size;
}

/** The items of a list, as texts; a single item may be unknown, because it counts as one in any case. */
function listed(list: Value | undefined): readonly string[] | undefined {
  if (!Array.isArray(list) || (list.length > 1 && isOpen(list))) return undefined;
  return (list as readonly Value[]).map((item) => canonicalValue(item));
}
