import { partitionOf, urlSuffixOf } from '../../record/region';
import { RESOURCE_TYPES, renderName } from './resource-types';

/** Where a stack is deployed. */
export interface Place {
  readonly accountId: string;
  readonly region: string;
}

/** A resource as it is in its account once it is deployed. */
export interface PhysicalResource {
  /** What `Ref` gives. */
  readonly ref: string;
  /** What `Fn::GetAtt` gives, by attribute. */
  readonly attributes: Readonly<Record<string, string>>;
}

/** A resource of a template whose name is chosen. */
export interface NamedResource {
  readonly name: string;
  /** Of an IAM role or managed policy: `/` or `/path/`. */
  readonly path: string;
  /** Of a rule: the bus that it is on, unless that is the default one. */
  readonly bus?: string;
  readonly place: Place;
}

/** The property that names a resource of that type; undefined when AWS alone names it. Throws on an unknown type. */
export function namePropertyOf(type: string): string | undefined {
  return typeNamed(type).nameProperty;
}

/** The resource as `Ref` and `Fn::GetAtt` give it. Throws on an unknown type. */
export function toPhysicalResource(
  type: string,
  { name, path, bus, place }: NamedResource,
): PhysicalResource {
  const { ref, attributes } = typeNamed(type);
  const parts = {
    ...{ name, path, region: place.region, account: place.accountId, partition: partitionOf(place.region) },
    id: '00000000-0000-0000-0000-000000000000',
    suffix: urlSuffixOf(partitionOf(place.region)),
    ...{ 'bus|': bus === undefined ? '' : `${bus}|`, 'bus/': bus === undefined ? '' : `${bus}/` },
  };
  const render = (text: string) => renderName(text, parts).join('');
  const entries = Object.entries(attributes).map(([key, text]) => [key, render(text)]);
  return { ref: render(ref), attributes: Object.fromEntries(entries) };
}

function typeNamed(type: string) {
  const known = RESOURCE_TYPES.get(type);
  if (known === undefined) throw new Error(`resource-types.ts does not have ${type}`);
  return known;
}
