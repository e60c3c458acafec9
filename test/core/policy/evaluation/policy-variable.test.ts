// biome-ignore-all lint/suspicious/noTemplateCurlyInString: policy variables are written so
import { type Given, holds } from './condition-holds';

const ARN = { 'aws:SourceArn': 'arn:aws:cloudtrail:us-east-1:111122223333:trail/audit' };
const USER = { 'aws:username': 'Ann' };

// rule of the IAM User Guide, Condition element, request, whether it holds
const ROWS: readonly (readonly [string, unknown, Given, boolean])[] = [
  [
    'a policy variable is replaced',
    { StringEquals: { 'aws:PrincipalAccount': '${aws:SourceAccount}' } },
    { 'aws:PrincipalAccount': '1', 'aws:SourceAccount': '1' },
    true,
  ],
  [
    'a policy variable is found in any letter case',
    { StringLike: { 'aws:SourceArn': 'arn:*/${AWS:username}' } },
    { ...USER, 'aws:SourceArn': 'arn:x/Ann' },
    true,
  ],
  [
    'a variable without a value fits nothing',
    { StringLike: { 'aws:SourceArn': '*${aws:username}' } },
    ARN,
    false,
  ],
  [
    'a variable without a value satisfies a negated operator',
    { StringNotLike: { 'aws:SourceArn': '*${aws:username}' } },
    ARN,
    true,
  ],
  [
    'a variable may have a default',
    { StringEquals: { 'aws:SourceArn': "${aws:username, 'x'}" } },
    { 'aws:SourceArn': 'x' },
    true,
  ],
  [
    'a * in the value of a variable is a character',
    { StringLike: { 'aws:SourceArn': 'a${aws:username}' } },
    { 'aws:username': '*', 'aws:SourceArn': 'abc' },
    false,
  ],
  ['${*} is the character', { StringLike: { 'aws:username': '${*}' } }, USER, false],
  [
    'a variable works inside an ARN',
    { ArnLike: { 'aws:SourceArn': 'arn:aws:cloudtrail:*:${aws:SourceAccount}:trail/*' } },
    { ...ARN, 'aws:SourceAccount': '111122223333' },
    true,
  ],
];

describe('a policy variable in a condition', () => {
  test.each(ROWS)('%s', (_rule, element, given, expected) => {
    expect(holds(element, given)).toBe(expected);
  });
});
