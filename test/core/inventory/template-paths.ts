import { Unknown, type Value } from '../../../lib/core/estate/values/value';
import { FURTHER_ESTATES, SCENARIOS } from '../../scenarios/scenarios';
import { templatesOf } from '../../scenarios/synthesized';

/**
 * By type of resource, the properties of every resource in the templates of every scenario, those in StackSets too; equal ones once.
 * From the last scenario: a test file that begins at the same time synthesizes from the first, and each reads what the other has.
 */
export function propertiesOfEveryScenario(): ReadonlyMap<string, readonly unknown[]> {
  const found = new Map<string, Map<string, unknown>>();
  for (const scenario of [...SCENARIOS, ...FURTHER_ESTATES].reverse()) {
    const resources = templatesOf(scenario).flatMap(({ template }) =>
      Object.values(template.Resources ?? {}),
    );
    for (const { Type, Properties = {} } of resources) {
      const ofType = found.get(Type) ?? new Map<string, unknown>();
      found.set(Type, ofType.set(JSON.stringify(Properties), Properties));
    }
  }
  return new Map([...found].map(([type, properties]) => [type, [...properties.values()]]));
}

/** The paths of a value to its leaves, such as `Targets[].Arn`. A function of CloudFormation is a leaf, but for both sides of an `Fn::If`. */
export function pathsOf(value: unknown, path = ''): readonly string[] {
  if (Array.isArray(value) && value.length > 0) return value.flatMap((each) => pathsOf(each, `${path}[]`));
  if (typeof value !== 'object' || value === null) return [path];
  const entries = Object.entries(value);
  const [[name, argument] = ['', undefined]] = entries;
  if (name === 'Fn::If' && Array.isArray(argument))
    return argument.slice(1).flatMap((each) => pathsOf(each, path));
  if (entries.length === 0 || isFunction(value)) return [path];
  return entries.flatMap(([member, each]) => pathsOf(each, path === '' ? member : `${path}.${member}`));
}

function isFunction(value: object): boolean {
  const [name = '', ...others] = Object.keys(value);
  return others.length === 0 && /^(Ref|Fn::.+)$/.test(name);
}

/** JSON of a template as a value: what a function of CloudFormation gives is unknown, and equal where the function is. */
export function toValue(json: unknown): Value | undefined {
  if (json === undefined) return undefined;
  if (Array.isArray(json)) return json.map((each) => toValue(each) ?? null);
  if (typeof json !== 'object' || json === null) return json as Value;
  if (isFunction(json)) return new Unknown(JSON.stringify(json), 'attribute');
  const members = Object.entries(json).flatMap(([name, each]) => {
    const value = toValue(each);
    return value === undefined ? [] : [[name, value] as const];
  });
  return Object.fromEntries(members);
}

/** A copy of JSON that is different in the first place that a path names, such as `Targets[].Arn` or `Environment.Variables.*`. */
export function brokenAt(json: unknown, path: string, apply: (json: unknown) => unknown): unknown {
  return changedAt(json, path.split(/\.|(?=\[\])/), apply);
}

function changedAt(
  json: unknown,
  [segment, ...rest]: readonly string[],
  apply: (json: unknown) => unknown,
): unknown {
  if (segment === undefined) return apply(json);
  if (Array.isArray(json)) {
    const [first, ...others] = json;
    if (segment !== '[]' || json.length === 0) return json;
    return [changedAt(first, rest, apply), ...others].filter((each) => each !== undefined);
  }
  if (typeof json !== 'object' || json === null || isFunction(json)) return json;
  const name = segment === '*' ? Object.keys(json)[0] : segment;
  if (name === undefined || !Object.hasOwn(json, name)) return json;
  const changed = changedAt((json as Readonly<Record<string, unknown>>)[name], rest, apply);
  return Object.fromEntries(
    Object.entries({ ...json, [name]: changed }).filter(([, each]) => each !== undefined),
  );
}
