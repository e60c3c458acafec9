import { DATA_RESOURCE_TYPES, type ListedSince, RESOURCE_ARN_SHAPES } from './data-resource-types';

/** A resource type of data events. */
export interface DataResourceType {
  /** Such as `AWS::S3::Object`. */
  readonly type: string;
  readonly since: ListedSince;
  /** Shapes of its ARNs, such as `arn:P:sqs:R:A:QUEUE_NAME`; none where the API reference gives none. */
  readonly arnShapes: readonly string[];
}

const TYPE_NAME = /^AWS::[A-Za-z0-9]+::[A-Za-z0-9]+$/;

const GENERAL_ARN = /^arn:aws[a-z-]*:[a-z0-9-]+:[a-z0-9-]*:(?:\d{12})?:.+$/s;

/** Every listed resource type, in the order of the table. */
export function listDataResourceTypes(): readonly DataResourceType[] {
  return (['2026-04', '2026-11'] as const).flatMap((since) =>
    Object.entries(DATA_RESOURCE_TYPES[since]).flatMap(([namespace, names]) =>
      names.split(' ').map((name) => {
        const type = `AWS::${namespace}::${name}`;
        return { type, since, arnShapes: arnShapesOf(type) };
      }),
    ),
  );
}

/** Whether the text has the form of a resource type, listed or not. */
export function isResourceTypeName(type: string): boolean {
  return TYPE_NAME.test(type);
}

/** Whether CloudTrail's guide lists the type. */
export function isListedResourceType(type: string): boolean {
  const [, namespace = '', name = ''] = type.split('::');
  return (
    isResourceTypeName(type) &&
    (['2026-04', '2026-11'] as const).some((since) => {
      const names = DATA_RESOURCE_TYPES[since];
      return Object.hasOwn(names, namespace) && names[namespace]?.split(' ').includes(name);
    })
  );
}

/** The listed types of a namespace, in any letter case. */
export function listedResourceTypes(namespace: string): readonly string[] {
  return Object.values(DATA_RESOURCE_TYPES).flatMap((byNamespace) =>
    Object.entries(byNamespace).flatMap(([name, types]) =>
      name.toLowerCase() === namespace.toLowerCase()
        ? types.split(' ').map((type) => `AWS::${name}::${type}`)
        : [],
    ),
  );
}

/** The shapes of the type's ARNs; none where they are not known. */
export function arnShapesOf(type: string): readonly string[] {
  return Object.hasOwn(RESOURCE_ARN_SHAPES, type) ? (RESOURCE_ARN_SHAPES[type] ?? []) : [];
}

/** Whether the text is a whole ARN of a resource of the type; of an unknown shape, whether it is an ARN at all. */
export function isArnOfType(arn: string, type: string): boolean {
  const shapes = arnShapesOf(type);
  if (shapes.length === 0) return GENERAL_ARN.test(arn);
  return shapes.some((shape) => patternOf(shape).test(arn));
}

function patternOf(shape: string): RegExp {
  const source = shape
    .split(/(?<=[:/])([A-Z_]+)(?=[:/]|$)/)
    .map((piece, index) => (index % 2 === 0 ? escapeLiteral(piece) : patternOfName(piece)));
  return new RegExp(`^${source.join('')}$`, 's');
}

/** Names are taken loosely: identity pools and function versions have a colon in theirs. */
function patternOfName(name: string): string {
  const patterns: Readonly<Record<string, string>> = {
    P: 'aws[a-z-]*',
    R: '[a-z0-9-]+',
    A: '\\d{12}',
    OBJECT_PATH: '.*',
  };
  return patterns[name] ?? '[^/]+';
}

function escapeLiteral(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
