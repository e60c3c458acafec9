import type { EstateTemplate, PlacedResource } from '../../estate/estate';
import { canonicalText } from '../../json/canonical-text';
import { isJsonObject } from '../../json/json-value';
import { at } from '../template-json';

/**
 * Whether a property has another value only because the resources that it refers to have other names: it is written as it was, and
 * refers to nothing else. The change is that of the resources.
 */
export function followsTarget(before: PlacedResource, after: PlacedResource, path: string): boolean {
  const [name = ''] = path.split(/[.[]/);
  const [old, fresh] = [before, after].map(({ resource }) => at(resource.Properties, name));
  const [base, head] = [before.stack.template, after.stack.template];
  return canonicalText(old) === canonicalText(fresh) && refersToResources(fresh, base, head);
}

/** Functions whose value follows from their arguments alone. */
const PLAIN: ReadonlySet<string> = new Set(['Fn::Join', 'Fn::Select', 'Fn::Split']);

/** Types whose attributes are made by what they run, which may change without their names. */
const MADE = /^(Custom|AWS::CloudFormation)::/;

/** Whether all that a text refers to are pseudo parameters, and resources of both templates that have names of their own. */
function refersToResources(json: unknown, base: EstateTemplate, head: EstateTemplate): boolean {
  const isResource = (path: string): boolean => {
    const [id = ''] = path.split('.');
    if (id.startsWith('AWS::')) return true;
    const [old, fresh] = [base, head].map(({ Resources }) =>
      Object.hasOwn(Resources, id) ? Resources[id]?.Type : undefined,
    );
    return old !== undefined && old === fresh && !MADE.test(old);
  };
  const isPlain = (value: unknown): boolean => {
    if (Array.isArray(value)) return value.every(isPlain);
    if (!isJsonObject(value)) return true;
    return Object.entries(value).every(([key, argument]) => {
      const [target] = Array.isArray(argument) ? argument : [argument];
      if (key === 'Ref' || key === 'Fn::GetAtt') return typeof target === 'string' && isResource(target);
      if (key === 'Fn::Sub')
        return [...String(argument).matchAll(/\$\{([^!}][^}]*)\}/g)].every(([, id = '']) => isResource(id));
      return key === 'Condition' || (key.startsWith('Fn::') && !PLAIN.has(key)) ? false : isPlain(argument);
    });
  };
  return isPlain(json);
}
