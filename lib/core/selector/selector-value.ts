/**
 * The values of selectors: text, or text with parts that only the deployment knows.
 *
 * A CloudFormation template names a bucket by `Ref`, a CDK app by a token. Such a value is kept as it is: no check
 * fails over it, and an explanation that depends on it says so.
 */

/** What is in the place of text that only the deployment knows, such as `Bucket.Arn` or `AWS::Partition`. */
export interface Reference {
  readonly reference: string;
}

/** Text with references in it. */
export interface UnresolvedText {
  readonly parts: readonly (string | Reference)[];
}

/** A value of a selector. */
export type SelectorValue = string | UnresolvedText;

/** A yes or no of a trail's configuration, or one that only the deployment knows. */
export type Flag = boolean | UnresolvedText;

/** A value of which only the name is known. */
export function unresolvedText(reference: string): UnresolvedText {
  return { parts: [{ reference }] };
}

/** Whether the whole text is known. */
export function isResolved(value: SelectorValue): value is string {
  return typeof value === 'string';
}

/** The values whose whole text is known. */
export function resolvedValues(values: readonly SelectorValue[]): readonly string[] {
  return values.filter(isResolved);
}

/** Puts pieces together; plain text when none of them is a reference. */
export function joinValues(pieces: readonly SelectorValue[]): SelectorValue {
  const parts: (string | Reference)[] = [];
  for (const part of pieces.flatMap((piece) => (isResolved(piece) ? [piece] : piece.parts))) {
    const last = parts.at(-1);
    if (typeof part === 'string' && typeof last === 'string') parts[parts.length - 1] = last + part;
    else if (part !== '') parts.push(part);
  }
  const [only = ''] = parts;
  return parts.length < 2 && typeof only === 'string' ? only : { parts };
}

/** Replaces the references that `known` knows; what is left may be plain text. */
export function resolveReferences(
  value: SelectorValue,
  known: (reference: string) => string | undefined,
): SelectorValue {
  if (isResolved(value)) return value;
  return joinValues(
    value.parts.map((part) =>
      typeof part === 'string' ? part : (known(part.reference) ?? { parts: [part] }),
    ),
  );
}

/** The value as people write it: `arn:aws:s3:::${Bucket}/`. */
export function renderValue(value: SelectorValue | Flag): string {
  if (typeof value !== 'object') return String(value);
  return value.parts.map((part) => (typeof part === 'string' ? part : `\${${part.reference}}`)).join('');
}

/** What a basic selector may list of one resource type. */
export interface BasicResourceType {
  readonly type: string;
  /** S3 values are prefixes of object ARNs; functions and tables are named exactly. */
  readonly relation: 'startsWith' | 'equals';
  /** The shape of one value, apart from the prefix that means all. */
  readonly pattern: RegExp;
  /** That shape in words, with an example. */
  readonly shape: string;
  /** The values that mean all resources of the type: they do not count toward the 250. */
  readonly all: RegExp;
  readonly allExample: string;
}

/**
 * The three types that basic selectors know; any other needs advanced selectors.
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_DataResource.html
 */
export const BASIC_RESOURCE_TYPES: readonly BasicResourceType[] = [
  {
    type: 'AWS::S3::Object',
    relation: 'startsWith',
    pattern: /^arn:aws[a-z-]*:s3:::[^/*:]+\//,
    shape: "a bucket's ARN with a slash and perhaps a prefix, such as arn:aws:s3:::BUCKET/",
    all: /^arn:aws[a-z-]*:s3(?::::)?$/,
    allExample: 'arn:aws:s3',
  },
  {
    type: 'AWS::Lambda::Function',
    relation: 'equals',
    pattern: /^arn:aws[a-z-]*:lambda:[a-z0-9-]+:\d{12}:function:[^:*]+/,
    shape: "a function's whole ARN, such as arn:aws:lambda:eu-west-1:111122223333:function:NAME",
    all: /^arn:aws[a-z-]*:lambda$/,
    allExample: 'arn:aws:lambda',
  },
  {
    type: 'AWS::DynamoDB::Table',
    relation: 'equals',
    pattern: /^arn:aws[a-z-]*:dynamodb:[a-z0-9-]+:\d{12}:table\/[^/*]+$/,
    shape: "a table's whole ARN, such as arn:aws:dynamodb:eu-west-1:111122223333:table/NAME",
    all: /^arn:aws[a-z-]*:dynamodb$/,
    allExample: 'arn:aws:dynamodb',
  },
];

/** The facts of a type; `undefined` when basic selectors do not know it. */
export function basicResourceType(type: string): BasicResourceType | undefined {
  return BASIC_RESOURCE_TYPES.find((each) => each.type === type);
}

/** Whether the value means all resources of any type. */
export function isAllOfType(value: SelectorValue): boolean {
  return typeof value === 'string' && BASIC_RESOURCE_TYPES.some(({ all }) => all.test(value));
}
