import { isJsonObject } from '../../json/json-value';
import type { UnreadPart } from '../estate';
import { type EstateResource, type EstateStack, resourcesOf } from '../estate-stack';

/** A transform that adds functions, and changes nothing else. */
const LANGUAGE = 'AWS::LanguageExtensions';

/** Names of parameters in one sentence. */
const MAX_NAMES = 10;

/** The sections of a template that are read, or that only say how it is written. */
const SECTIONS = new Set([
  ...['AWSTemplateFormatVersion', 'Description', 'Metadata', 'Parameters', 'Rules', 'Mappings', 'Conditions'],
  ...['Transform', 'Resources', 'Outputs'],
]);

/** What of a template is not read. */
export function unreadIn(stack: EstateStack): readonly UnreadPart[] {
  const { name, template } = stack;
  const transforms = [template.Transform].flat().map((each) => (isJsonObject(each) ? each.Name : each));
  const changing = transforms.filter((each) => each !== undefined && each !== LANGUAGE);
  const sections = Object.entries(template).filter(([section]) => !SECTIONS.has(section));
  return [
    ...changing.map((each) => ({
      ...{ subject: name, words: `what the transform ${String(each)} makes of the template is not read` },
      content: template.Transform,
    })),
    ...sections.map(([section, content]) => ({
      ...{ subject: name, words: `the section ${section} of the template is not read`, content },
    })),
    ...resourcesOf([stack]).flatMap(({ logicalId, resource }) => {
      const made = MAKERS.find(([type]) => type.test(resource.Type))?.[1];
      const words = `the resources of the ${made} are not read`;
      return made === undefined
        ? []
        : [{ subject: `${name}/${logicalId}`, words, content: madeFrom(resource) }];
    }),
  ];
}

/** What decides what a resource makes. */
export function madeFrom({ Type, Properties }: EstateResource): unknown {
  return { Type, Properties };
}

/** Types that make resources out of what is not in the template. */
const MAKERS: readonly (readonly [RegExp, string])[] = [
  [/::MODULE$/, 'module'],
  [/^AWS::ServiceCatalog::CloudFormationProvisionedProduct$/, 'product'],
];

/** The parameters of a template that are taken with their defaults, in sentences without a full stop. */
export function defaultsIn({ name, template, parent, given }: EstateStack): readonly string[] {
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
