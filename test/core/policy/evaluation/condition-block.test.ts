import { type Given, holds } from './condition-holds';

const TRAIL = 'arn:aws:cloudtrail:us-east-1:111122223333:trail/audit';
const ARN = { 'aws:SourceArn': TRAIL };
const USER = { 'aws:username': 'Ann' };
const NOTHING = {};

// rule of the IAM User Guide, Condition element, request, whether it holds
const ROWS: readonly (readonly [string, unknown, Given, boolean])[] = [
  ['StringEquals is exact', { StringEquals: { 'aws:username': 'Ann' } }, USER, true],
  ['StringEquals compares values case-sensitively', { StringEquals: { 'aws:username': 'ann' } }, USER, false],
  ['StringEquals takes * as a character', { StringEquals: { 'aws:username': 'A*' } }, USER, false],
  ['condition keys are the same in any letter case', { StringEquals: { 'AWS:UserName': 'Ann' } }, USER, true],
  ['values of one key are ORed', { StringEquals: { 'aws:username': ['Bob', 'Ann'] } }, USER, true],
  [
    'keys of one operator are ANDed',
    { StringEquals: { 'aws:username': 'Ann', 'aws:SourceArn': TRAIL } },
    USER,
    false,
  ],
  [
    'operators are ANDed',
    { StringEquals: { 'aws:username': 'Ann' }, Bool: { 'aws:SecureTransport': 'true' } },
    { ...USER, 'aws:SecureTransport': 'false' },
    false,
  ],
  [
    'values of a negated operator are NORed',
    { StringNotEquals: { 'aws:username': ['Bob', 'Ann'] } },
    USER,
    false,
  ],
  [
    'a negated operator holds when no value fits',
    { StringNotEquals: { 'aws:username': ['Bob'] } },
    USER,
    true,
  ],
  ['a positive operator fails without the key', { StringEquals: { 'aws:username': 'Ann' } }, NOTHING, false],
  ['StringLike fails without the key, even for *', { StringLike: { 'aws:username': '*' } }, NOTHING, false],
  ['a negated operator holds without the key', { StringNotEquals: { 'aws:username': 'Ann' } }, NOTHING, true],
  ['StringNotLike holds without the key', { StringNotLike: { 'aws:username': '*' } }, NOTHING, true],
  ['ArnNotLike holds without the key', { ArnNotLike: { 'aws:SourceArn': TRAIL } }, NOTHING, true],
  ['NotIpAddress holds without the key', { NotIpAddress: { 'aws:SourceIp': '10.0.0.0/8' } }, NOTHING, true],
  ['NumericNotEquals holds without the key', { NumericNotEquals: { 's3:max-keys': '1' } }, NOTHING, true],
  [
    'DateNotEquals holds without the key',
    { DateNotEquals: { 'aws:CurrentTime': '2026-01-01' } },
    NOTHING,
    true,
  ],
  ['NumericLessThan fails without the key', { NumericLessThan: { 's3:TlsVersion': '1.2' } }, NOTHING, false],
  ['Bool false fails without the key', { Bool: { 'aws:SecureTransport': 'false' } }, NOTHING, false],
  ['BoolIfExists holds without the key', { BoolIfExists: { 'aws:SecureTransport': 'false' } }, NOTHING, true],
  [
    'IfExists does not help a key that differs',
    { StringEqualsIfExists: { 'aws:username': 'Bob' } },
    USER,
    false,
  ],
  ['IgnoreCase', { StringEqualsIgnoreCase: { 'aws:username': 'aNN' } }, USER, true],
  ['NotEqualsIgnoreCase', { StringNotEqualsIgnoreCase: { 'aws:username': 'aNN' } }, USER, false],
  [
    'StringLike: * is any run of characters',
    { StringLike: { 'aws:SourceArn': 'arn:*trail/audit' } },
    ARN,
    true,
  ],
  ['StringLike: ? is one character', { StringLike: { 'aws:username': 'A?n' } }, USER, true],
  ['StringLike: ? is not none', { StringLike: { 'aws:username': 'Ann?' } }, USER, false],
  ['StringLike is case-sensitive', { StringLike: { 'aws:username': 'a*' } }, USER, false],
  ['StringNotLike', { StringNotLike: { 'aws:username': 'A*' } }, USER, false],
  ['a dot is a dot', { StringLike: { 'aws:username': 'A.n' } }, USER, false],
  [
    'Bool reads a JSON boolean',
    { Bool: { 'aws:SecureTransport': false } },
    { 'aws:SecureTransport': 'false' },
    true,
  ],
  ['Bool', { Bool: { 'aws:SecureTransport': 'false' } }, { 'aws:SecureTransport': 'true' }, false],
  ['Null true wants the key absent', { Null: { 'aws:username': 'true' } }, NOTHING, true],
  ['Null true fails on a key that is there', { Null: { 'aws:username': true } }, USER, false],
  ['Null false wants the key there', { Null: { 'aws:username': 'false' } }, USER, true],
  ['Null false fails on an absent key', { Null: { 'aws:username': 'false' } }, NOTHING, false],
  ['Null takes an empty set for absent', { Null: { 'aws:TagKeys': 'true' } }, { 'aws:TagKeys': [] }, true],
  [
    'ArnEquals knows wildcards',
    { ArnEquals: { 'aws:SourceArn': TRAIL.replace('us-east-1', '*') } },
    ARN,
    true,
  ],
  ['ArnLike', { ArnLike: { 'aws:SourceArn': 'arn:aws:cloudtrail:*:111122223333:trail/*' } }, ARN, true],
  [
    'ArnLike compares each part',
    { ArnLike: { 'aws:SourceArn': 'arn:aws:cloudtrail:*:444455556666:*' } },
    ARN,
    false,
  ],
  [
    'a * of an ARN operator does not reach over a colon',
    { ArnLike: { 'aws:SourceArn': 'arn:aws:cloudtrail:*:trail:audit:x' } },
    { 'aws:SourceArn': 'arn:aws:cloudtrail:a:b:trail:audit:x' },
    false,
  ],
  [
    'the last part of an ARN keeps its colons',
    { ArnLike: { 'aws:SourceArn': 'arn:aws:logs:us-east-1:111122223333:log-group:*' } },
    { 'aws:SourceArn': 'arn:aws:logs:us-east-1:111122223333:log-group:name:log-stream:x' },
    true,
  ],
  [
    'a value that is no ARN fits no ARN',
    { ArnLike: { 'aws:SourceArn': TRAIL } },
    { 'aws:SourceArn': 'audit' },
    false,
  ],
  ['ArnNotEquals', { ArnNotEquals: { 'aws:SourceArn': TRAIL } }, ARN, false],
  ['NumericLessThan', { NumericLessThan: { 's3:TlsVersion': 1.2 } }, { 's3:TlsVersion': '1.1' }, true],
  [
    'NumericLessThan is strict',
    { NumericLessThan: { 's3:TlsVersion': '1.2' } },
    { 's3:TlsVersion': '1.2' },
    false,
  ],
  [
    'NumericLessThanEquals',
    { NumericLessThanEquals: { 's3:max-keys': '10' } },
    { 's3:max-keys': '10' },
    true,
  ],
  [
    'numbers compare as numbers',
    { NumericGreaterThan: { 's3:max-keys': '9' } },
    { 's3:max-keys': '10' },
    true,
  ],
  [
    'NumericGreaterThanEquals',
    { NumericGreaterThanEquals: { 's3:max-keys': '9' } },
    { 's3:max-keys': '8' },
    false,
  ],
  ['NumericEquals', { NumericEquals: { 's3:TlsVersion': '1.20' } }, { 's3:TlsVersion': '1.2' }, true],
  [
    'DateLessThan, in seconds as well',
    { DateLessThan: { 'aws:CurrentTime': '2026-01-01T00:00:00Z' } },
    { 'aws:CurrentTime': '1767225599' },
    true,
  ],
  [
    'DateGreaterThanEquals',
    { DateGreaterThanEquals: { 'aws:CurrentTime': '2026-01-01T01:00:00+01:00' } },
    { 'aws:CurrentTime': '2026-01-01T00:00:00Z' },
    true,
  ],
  [
    'IpAddress in a block',
    { IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } },
    { 'aws:SourceIp': '203.0.113.9' },
    true,
  ],
  [
    'IpAddress alone is a block of one',
    { IpAddress: { 'aws:SourceIp': '203.0.113.9' } },
    { 'aws:SourceIp': '203.0.113.8' },
    false,
  ],
  [
    'IpAddress in version 6',
    { IpAddress: { 'aws:SourceIp': '2001:db8::/32' } },
    { 'aws:SourceIp': '2001:db8::7' },
    true,
  ],
  [
    'IpAddress of the other version',
    { IpAddress: { 'aws:SourceIp': '::/0' } },
    { 'aws:SourceIp': '203.0.113.9' },
    false,
  ],
  [
    'NotIpAddress',
    { NotIpAddress: { 'aws:SourceIp': '0.0.0.0/0' } },
    { 'aws:SourceIp': '203.0.113.9' },
    false,
  ],
  [
    'ForAllValues wants every value to fit',
    { 'ForAllValues:StringEquals': { 'aws:TagKeys': ['a', 'b'] } },
    { 'aws:TagKeys': ['a', 'c'] },
    false,
  ],
  [
    'ForAllValues holds for a subset',
    { 'ForAllValues:StringEquals': { 'aws:TagKeys': ['a', 'b'] } },
    { 'aws:TagKeys': ['a'] },
    true,
  ],
  [
    'ForAllValues holds without the key',
    { 'ForAllValues:StringEquals': { 'aws:TagKeys': 'a' } },
    NOTHING,
    true,
  ],
  [
    'ForAllValues holds for an empty set',
    { 'ForAllValues:StringEquals': { 'aws:TagKeys': 'a' } },
    { 'aws:TagKeys': [] },
    true,
  ],
  [
    'ForAnyValue wants one value to fit',
    { 'ForAnyValue:StringEquals': { 'aws:TagKeys': 'a' } },
    { 'aws:TagKeys': ['c', 'a'] },
    true,
  ],
  [
    'ForAnyValue fails without the key',
    { 'ForAnyValue:StringEquals': { 'aws:TagKeys': 'a' } },
    NOTHING,
    false,
  ],
  [
    'ForAnyValue of a negated operator fails without the key',
    { 'ForAnyValue:StringNotEquals': { 'aws:TagKeys': 'a' } },
    NOTHING,
    false,
  ],
  [
    'ForAnyValue of a negated operator wants one that fits none',
    { 'ForAnyValue:StringNotEquals': { 'aws:TagKeys': ['a', 'b'] } },
    { 'aws:TagKeys': ['a', 'c'] },
    true,
  ],
  [
    'ForAllValues of a negated operator wants all to fit none',
    { 'ForAllValues:StringNotEquals': { 'aws:TagKeys': ['a', 'b'] } },
    { 'aws:TagKeys': ['a', 'c'] },
    false,
  ],
];

describe('a condition of a policy', () => {
  test.each(ROWS)('%s', (_rule, element, given, expected) => {
    expect(holds(element, given)).toBe(expected);
  });
});
