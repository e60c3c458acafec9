import type { SelectorValue } from './selector-value';

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
