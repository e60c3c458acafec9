import { isJsonObject } from '../../json/json-value';
import { type EstateStack, resourcesOf } from '../estate-stack';

/** A transform that adds functions, and changes nothing else. */
const LANGUAGE = 'AWS::LanguageExtensions';

/** Names of parameters in one sentence. */
const MAX_NAMES = 10;

/** What of a template is not read, or is taken as it is by default: sentences without a full stop. */
export function unreadIn(stack: EstateStack): readonly string[] {
  const { name, template } = stack;
  const transforms = [template.Transform].flat().map((each) => (isJsonObject(each) ? each.Name : each));
  const changing = transforms.filter((each) => each !== undefined && each !== LANGUAGE);
  const made = resourcesOf([stack]).flatMap(({ logicalId, resource: { Type: type } }) => {
    if (type.endsWith('::MODULE')) return [`${name}/${logicalId}: the resources of the module are not read`];
    return type === 'AWS::ServiceCatalog::CloudFormationProvisionedProduct'
      ? [`${name}/${logicalId}: the resources of the product are not read`]
      : [];
  });
  return [
    ...changing.map(
      (each) => `${name}: what the transform ${String(each)} makes of the template is not read`,
    ),
    ...made,
    ...defaultsOf(stack),
  ];
}

function defaultsOf({ name, template, parent, given }: EstateStack): readonly string[] {
  const { Parameters: bound } = isJsonObject(parent?.resource.Properties) ? parent.resource.Properties : {};
  const isBound = (parameter: string) =>
    given?.has(parameter) === true ||
    (Array.isArray(bound)
      ? bound.some((each) => isJsonObject(each) && each.ParameterKey === parameter)
      : isJsonObject(bound) && Object.hasOwn(bound, parameter));
  const names = Object.entries(isJsonObject(template.Parameters) ? template.Parameters : {}).flatMap(
    ([parameter, declared]) => {
      const { Type: type, Default: byDefault } = isJsonObject(declared) ? declared : {};
      const isTaken = byDefault !== undefined && !String(type).startsWith('AWS::SSM') && !isBound(parameter);
      return isTaken ? [parameter] : [];
    },
  );
  if (names.length === 0) return [];
  const more = names.length > MAX_NAMES ? ` and ${names.length - MAX_NAMES} more` : '';
  return [
    `${name}: parameters are taken with their defaults: ${names.slice(0, MAX_NAMES).join(', ')}${more}`,
  ];
}
