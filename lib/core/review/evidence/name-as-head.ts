import { type EstateResource, type EstateStack, resourcesOf } from '../../estate/estate';
import { entryOf } from '../../inventory/index';
import { isJsonObject } from '../../json/json-value';
import { pairResources, type StackPair } from './counterparts';

/** Pairs with the names that resources have in the head. */
export interface NamedPairs {
  readonly pairs: readonly StackPair[];
  /** By a resource of the base, the one with the name of the head. */
  readonly named: ReadonlyMap<EstateResource, EstateResource>;
}

/**
 * The pairs where what stores something and gets another name has it in the base, too: CloudFormation replaces the resource, which is one
 * change, and all that refers to it follows. A name that is written out elsewhere in the base is left: what is written does not follow.
 */
export function nameAsHead(pairs: readonly StackPair[]): NamedPairs {
  const text = JSON.stringify(pairs.map(({ base }) => base?.template));
  const named = new Map<EstateResource, EstateResource>();
  for (const { base, head } of pairResources(pairs)) {
    const { fixed: { name } = {}, holds } = entryOf(base.resource.Type) ?? {};
    if (name === undefined || holds === undefined) continue;
    const [old, fresh] = [base, head].map(({ resource }) => propertiesOf(resource)[name]);
    const isPlain = [old, fresh].every((each) => each === undefined || typeof each === 'string');
    if (!isPlain || old === fresh) continue;
    const isWritten = typeof old === 'string' && text.split(old).length > 2;
    const isTaken = typeof fresh === 'string' && text.includes(JSON.stringify(fresh));
    if (isWritten || isTaken) continue;
    const { [name]: _, ...others } = propertiesOf(base.resource);
    const Properties = { ...others, ...(fresh !== undefined && { [name]: fresh }) };
    named.set(base.resource, { ...base.resource, Properties });
  }
  if (named.size === 0) return { pairs, named };
  return {
    named,
    pairs: pairs.map((pair) => ({ ...pair, ...(pair.base && { base: withNamed(pair.base, named) }) })),
  };
}

function withNamed(stack: EstateStack, named: NamedPairs['named']): EstateStack {
  const entries = resourcesOf([stack]).map(
    ({ logicalId, resource }) => [logicalId, named.get(resource) ?? resource] as const,
  );
  return { ...stack, template: { ...stack.template, Resources: Object.fromEntries(entries) } };
}

function propertiesOf({ Properties }: EstateResource): Readonly<Record<string, unknown>> {
  return isJsonObject(Properties) ? Properties : {};
}
