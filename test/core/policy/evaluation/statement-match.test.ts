// biome-ignore-all lint/suspicious/noTemplateCurlyInString: policy variables are written so
import { parsePolicy } from '../../../../lib/core/policy/evaluation/policy-document';
import {
  type Account,
  contextOf,
  type Request,
  roleSession,
} from '../../../../lib/core/policy/evaluation/request';
import { matchStatement } from '../../../../lib/core/policy/evaluation/statement-match';

const ACCOUNT: Account = { id: '111122223333' };
const PRINCIPAL = roleSession(ACCOUNT, 'Reader');
const REQUEST: Request = {
  principal: PRINCIPAL,
  action: 's3:GetObject',
  resource: { arn: 'arn:aws:s3:::bucket/AWSLogs/111122223333/file', owner: ACCOUNT },
};

type Elements = Readonly<Record<string, unknown>>;

function match(
  elements: Elements,
  request: Request = REQUEST,
  version: { Version?: string } = { Version: '2012-10-17' },
) {
  const document = { ...version, Statement: { Effect: 'Allow', ...elements } };
  const [statement] = parsePolicy(document, 'identity', 'it').statements;
  return matchStatement(statement!, request);
}

// rule, elements, whether the statement applies to the request
const ROWS: readonly (readonly [string, Elements, boolean])[] = [
  ['an action is itself', { Action: 's3:GetObject', Resource: '*' }, true],
  ['actions are the same in any letter case', { Action: 'S3:getobject', Resource: '*' }, true],
  ['a * of an action is any run of characters', { Action: 's3:Get*', Resource: '*' }, true],
  ['a ? of an action is one character', { Action: 's3:GetObjec?', Resource: '*' }, true],
  ['an action is not its beginning', { Action: 's3:GetObjectVersion', Resource: '*' }, false],
  ['nor its end', { Action: 's3:Get', Resource: '*' }, false],
  ['one action of a list is enough', { Action: ['s3:PutObject', 's3:*Object'], Resource: '*' }, true],
  ['* is every action', { Action: '*', Resource: '*' }, true],
  ['NotAction is every other action', { NotAction: 's3:Put*', Resource: '*' }, true],
  ['NotAction is none of its list', { NotAction: ['s3:Put*', 's3:Get*'], Resource: '*' }, false],
  ['a resource is itself', { Action: '*', Resource: REQUEST.resource.arn }, true],
  ['a bucket is not its objects', { Action: '*', Resource: 'arn:aws:s3:::bucket' }, false],
  ['a * of a resource reaches over slashes', { Action: '*', Resource: 'arn:aws:s3:::bucket/*' }, true],
  ['a ? of a resource is one character', { Action: '*', Resource: 'arn:aws:s3:::bucke?/*' }, true],
  ['resources are case-sensitive', { Action: '*', Resource: 'arn:aws:s3:::bucket/awslogs/*' }, false],
  [
    'one resource of a list is enough',
    { Action: '*', Resource: ['arn:aws:s3:::b', 'arn:aws:s3:::b*'] },
    true,
  ],
  ['NotResource is every other resource', { Action: '*', NotResource: 'arn:aws:s3:::other/*' }, true],
  ['NotResource is none of its list', { Action: '*', NotResource: 'arn:aws:s3:::bucket/*' }, false],
  ['a variable of a resource', { Action: '*', Resource: 'arn:aws:s3:::*/${aws:PrincipalAccount}/*' }, true],
  [
    'a variable without a value is no resource',
    { Action: '*', Resource: 'arn:aws:s3:::*${aws:username}*' },
    false,
  ],
  [
    'conditions are ANDed with the rest',
    { Action: '*', Resource: '*', Condition: { Bool: { 'aws:SecureTransport': false } } },
    false,
  ],
];

describe('a statement', () => {
  test.each(ROWS)('%s', (_rule, elements, applies) => {
    expect(match(elements).applies).toBe(applies);
  });

  test('has no variables before policy version 2012-10-17', () => {
    const elements = { Action: '*', Resource: 'arn:aws:s3:::*/${aws:PrincipalAccount}/*' };
    expect(match(elements, REQUEST, { Version: '2008-10-17' }).applies).toBe(false);
    expect(match(elements, REQUEST, {}).applies).toBe(false);
  });

  test('says where it stopped', () => {
    expect(match({ Action: 's3:PutObject', Resource: '*' })).toMatchObject({ stoppedAt: 'action' });
    expect(match({ Action: '*', Resource: 'arn:aws:s3:::other' })).toEqual({
      applies: false,
      stoppedAt: 'resource',
      words: 'is about arn:aws:s3:::other',
    });
    const condition = { StringEquals: { 'aws:PrincipalOrgID': 'o-exampleorgid' } };
    expect(match({ Action: '*', Resource: '*', Condition: condition })).toEqual({
      applies: false,
      stoppedAt: 'condition',
      words: 'wants StringEquals aws:PrincipalOrgID o-exampleorgid, and the request has none',
    });
  });

  test('fails: a variable of many values', () => {
    const elements = { Action: '*', Resource: 'arn:aws:s3:::${aws:TagKeys}' };
    expect(() => match(elements)).toThrow("'aws:TagKeys' has many values: it cannot be a policy variable");
  });
});

describe('the context of a request', () => {
  test('takes away what the request says is absent', () => {
    expect(contextOf(REQUEST).get('aws:securetransport')).toBe('true');
    const context = { 'AWS:SecureTransport': undefined };
    expect(contextOf({ ...REQUEST, context }).has('aws:securetransport')).toBe(false);
  });

  test('fails: a key that AWS does not have, or the wrong number of values', () => {
    const given = (context: Request['context']) => () => contextOf({ ...REQUEST, context });
    expect(given({ 's3:TlsVersions': '1.2' })).toThrow("'s3:TlsVersions' is not a condition key");
    expect(given({ 'aws:username': ['a'] })).toThrow("'aws:username' takes one value");
    expect(given({ 'aws:TagKeys': 'a' })).toThrow("'aws:TagKeys' takes a list of values");
  });
});
