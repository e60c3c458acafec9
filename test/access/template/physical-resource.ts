import {
  type PhysicalResource,
  RESOURCE_TYPES,
  renderName,
} from '../../../lib/core/estate/names/resource-types';
import { partitionOf, urlSuffixOf } from '../../../lib/core/record/region';

/** Where a stack is deployed. */
export interface Place {
  readonly accountId: string;
  readonly region: string;
}

/** A resource of a template whose name is chosen. */
export interface Target {
  readonly name: string;
  /** Of an IAM role or managed policy: `/` or `/path/`. */
  readonly path: string;
  /** For a rule: its bus, unless that is the default one. */
  readonly bus?: string;
  readonly place: Place;
}

/** The property that names a resource of that type; undefined when AWS alone names it. Throws on an unknown type. */
export function namePropertyOf(type: string): string | undefined {
  return typeNamed(type).nameProperty;
}

/** The resource as `Ref` and `Fn::GetAtt` return it. Throws on an unknown type. */
export function toPhysicalResource(type: string, { name, path, bus, place }: Target): PhysicalResource {
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
