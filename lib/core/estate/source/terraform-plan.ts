import { isJsonObject } from '../../json/json-value';

/** Modules in modules. */
const MAX_DEPTH = 50;

/** What stands for a value that only `terraform apply` knows: a reference to nothing that a template has. */
const LATE = { Ref: 'known after apply' };

/** What only `terraform apply` knows of the resources of a plan. */
export interface LateValues {
  /** The values of a resource, with references in the place of those that are not known. */
  complete(address: string, values: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>>;
}

/**
 * What a plan leaves out of `planned_values`, because only `terraform apply` knows it. A value that is the attribute of one other resource
 * is a reference to it, as CloudFormation writes it. In a state everything is known.
 *
 * @see https://developer.hashicorp.com/terraform/internals/json-format#change-representation
 */
export function lateValues(document: Readonly<Record<string, unknown>>): LateValues {
  const late = new Map<string, unknown>();
  for (const each of Array.isArray(document.resource_changes) ? document.resource_changes : []) {
    if (isJsonObject(each) && isJsonObject(each.change))
      late.set(String(each.address), each.change.after_unknown);
  }
  const references = new Map<string, Readonly<Record<string, unknown>>>();
  if (isJsonObject(document.configuration)) collect(document.configuration.root_module, '', references);
  return {
    complete(address, values) {
      const unknown = late.get(address);
      if (!isJsonObject(unknown)) return values;
      const own = references.get(address);
      const known = merged(values, unknown) as Readonly<Record<string, unknown>>;
      const referred = Object.entries(own ?? {}).filter(([name]) => unknown[name] === true);
      return { ...known, ...Object.fromEntries(referred) };
    },
  };
}

/** A value with {@link LATE} at every place where `unknown` says `true`. */
function merged(value: unknown, unknown: unknown): unknown {
  if (unknown === true) return LATE;
  if (Array.isArray(unknown)) {
    const items: readonly unknown[] = Array.isArray(value) ? value : [];
    const length = Math.max(items.length, unknown.length);
    return Array.from({ length }, (_, at) => merged(items[at], unknown[at]));
  }
  if (!isJsonObject(unknown)) return value;
  const fields = isJsonObject(value) ? value : {};
  const late = Object.entries(unknown).map(([name, each]) => [name, merged(fields[name], each)]);
  return { ...fields, ...Object.fromEntries(late) };
}

/** The attributes of resources that are those of one other resource of their module, by address. */
function collect(
  module: unknown,
  prefix: string,
  found: Map<string, Readonly<Record<string, unknown>>>,
  depth = 0,
): void {
  if (!isJsonObject(module) || depth > MAX_DEPTH) return;
  for (const resource of Array.isArray(module.resources) ? module.resources : []) {
    if (!isJsonObject(resource) || !isJsonObject(resource.expressions)) continue;
    const referred = Object.entries(resource.expressions).flatMap(([name, expression]) => {
      const reference = referenceIn(expression, prefix);
      return reference === undefined ? [] : [[name, reference] as const];
    });
    found.set(`${prefix}${resource.address}`, Object.fromEntries(referred));
  }
  for (const [name, call] of Object.entries(isJsonObject(module.module_calls) ? module.module_calls : {})) {
    if (isJsonObject(call)) collect(call.module, `${prefix}module.${name}.`, found, depth + 1);
  }
}

const ATTRIBUTE = /^(aws_\w+\.[\w-]+)\.(\w+)$/;

/** Terraform lists the attribute and then the resource that it is of. */
function referenceIn(expression: unknown, prefix: string): Readonly<Record<string, unknown>> | undefined {
  const { references } = isJsonObject(expression) ? expression : {};
  if (!Array.isArray(references) || references.length !== 2) return undefined;
  const [, resource, attribute] = ATTRIBUTE.exec(String(references[0])) ?? [];
  if (resource === undefined || references[1] !== resource) return undefined;
  const address = `${prefix}${resource}`;
  if (attribute === 'arn') return { 'Fn::GetAtt': [address, 'Arn'] };
  return ['id', 'bucket', 'name'].includes(attribute ?? '') ? { Ref: address } : undefined;
}
