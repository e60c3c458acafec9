import { MAX_NESTING } from '../../../../lib/core/json/json-value';
import { readStruct, recordOfColumns } from '../../../../lib/core/record/form/columns';

/** A list in a list, so many of them. */
const nested = (lists: number) => `${'['.repeat(lists)}${']'.repeat(lists)}`;

test.each([
  [
    '{type=IAMUser, arn=null, sessioncontext={attributes={a=1, b=x, y}}}',
    { type: 'IAMUser', sessionContext: { attributes: { a: '1', b: 'x, y' } } },
  ],
  ['[{arn=a, accountid=null}, {arn=b}]', [{ arn: 'a' }, { arn: 'b' }]],
  ['[a, null, b]', ['a', 'b']],
  ['{a=, b=1}', { b: '1' }],
  ['[, a]', ['a']],
  ['{}', {}],
  ['[]', []],
])('the struct %s is read', (text, value) => expect(readStruct(text)).toStrictEqual(value));

test.each([
  ['that does not end', '{type=IAMUser'],
  ['in which a struct does not end', '{a={b=1'],
  ['in which a list does not end', '{a=[b, c'],
  ['with something behind it', '{a=1} and more'],
  ['without a name', '{a}'],
  ['of lists without what parts them', '[[a][b]]'],
  ['of structs without what parts them', '[{a=1}{b=2}]'],
  ['that is none', 'a=1'],
  ['nested one level beyond the bound', nested(MAX_NESTING + 2)],
  ['nested beyond all bounds', nested(2_000)],
  ['of structs beyond the bound', `${'{a='.repeat(MAX_NESTING + 2)}1${'}'.repeat(MAX_NESTING + 2)}`],
])('a text %s is no struct', (_, text) => expect(readStruct(text)).toBeUndefined());

test('a map keeps its names as they are, and an object in it is JSON', () => {
  const map =
    '{bucketName=b, x-amz-acl=public-read, UserName=u, policyDocument={"Statement":[{"Sid":"a, b=}"}]}, n=["x"]}';
  expect(
    recordOfColumns([
      ['eventname', 'PutBucketAcl'],
      ['requestparameters', map],
    ]),
  ).toStrictEqual({
    eventName: 'PutBucketAcl',
    requestParameters: {
      bucketName: 'b',
      'x-amz-acl': 'public-read',
      UserName: 'u',
      policyDocument: { Statement: [{ Sid: 'a, b=}' }] },
      n: ['x'],
    },
  });
});

test('who acted is read beside a map of a federation, and resources have the names of records', () => {
  const cells = [
    [
      'useridentity',
      '{type=AssumedRole, sessioncontext={webidfederationdata={attributes={accounts.google.com:aud=1}}}, inscopeof={sourcearn=a}}',
    ],
    ['resources', '[{arn=a, accountid=1, type=t}]'],
  ] as const;
  expect(recordOfColumns(cells)).toStrictEqual({
    userIdentity: {
      type: 'AssumedRole',
      sessionContext: { webIdFederationData: { attributes: { 'accounts.google.com:aud': '1' } } },
      inScopeOf: { sourceArn: 'a' },
    },
    resources: [{ ARN: 'a', accountId: '1', type: 't' }],
  });
});

test('numbers in the names of columns are places in lists, as Logs Insights has them', () => {
  const cells = [
    ['eventName', 'AuthorizeSecurityGroupIngress'],
    ['requestParameters.ipPermissions.items.1.fromPort', '23'],
    ['requestParameters.ipPermissions.items.0.ipRanges.items.0.cidrIp', '0.0.0.0/0'],
    ['requestParameters.ipPermissions.items.0.fromPort', '22'],
    ['resources.0.ARN', 'a'],
    ['requestParameters.UserName', 'u'],
  ] as const;
  expect(recordOfColumns(cells)).toStrictEqual({
    eventName: 'AuthorizeSecurityGroupIngress',
    requestParameters: {
      ipPermissions: {
        items: [{ ipRanges: { items: [{ cidrIp: '0.0.0.0/0' }] }, fromPort: '22' }, { fromPort: '23' }],
      },
      UserName: 'u',
    },
    resources: [{ ARN: 'a' }],
  });
});

test('a struct may nest as deep as a record', () => {
  expect(readStruct(nested(MAX_NESTING + 1))).toBeDefined();
});

test('a column that holds the whole record is the record, as JSON or read already; what is neither leaves the others to make one', () => {
  const record = { eventName: 'StopLogging' };
  expect(
    recordOfColumns([
      [' _raw ', ` ${JSON.stringify(record)}`],
      ['eventname', 'Other'],
    ]),
  ).toEqual(record);
  expect(
    recordOfColumns([
      ['_raw', record],
      ['eventname', 'Other'],
    ]),
  ).toEqual(record);
  for (const odd of [7, true, null, 'text', ['a']])
    expect(
      recordOfColumns([
        ['_raw', odd],
        ['eventname', 'StopLogging'],
      ]),
    ).toMatchObject(record);
});

test('columns of one struct are its members, in any order, and one that has another value before is replaced', () => {
  const cells = (names: readonly string[]) => names.map((name, at) => [name, `${at}`] as const);
  expect(recordOfColumns(cells(['eventname', 'useridentity.arn', 'useridentity.type']))).toStrictEqual({
    eventName: '0',
    userIdentity: { arn: '1', type: '2' },
  });
  expect(recordOfColumns(cells(['eventname', 'useridentity', 'useridentity.arn']))).toStrictEqual({
    eventName: '0',
    userIdentity: { arn: '2' },
  });
});

test('a value that is no text is the value, but for null', () => {
  const cells = [
    ['eventname', 'StopLogging'],
    ['readonly', false],
    ['resources', [{ ARN: 'a' }]],
    ['errorcode', null],
  ] as const;
  expect(recordOfColumns(cells)).toStrictEqual({
    eventName: 'StopLogging',
    readOnly: false,
    resources: [{ ARN: 'a' }],
  });
});

test('blanks around a cell are no part of what it says', () => {
  const read = recordOfColumns([
    ['readonly', ' TRUE '],
    ['errorcode', ' '],
    ['eventname', ' null '],
    ['useridentity', ' {type=Root} '],
  ]);
  expect(read).toEqual({ readOnly: true, userIdentity: { type: 'Root' } });
});

test('fields that hold more than text are read, whatever text their names begin with; the text of others stays', () => {
  const json = '{"a":[1,{"b":"x"}]}';
  const value = { a: [1, { b: 'x' }] };
  const structs = [
    'requestParameters',
    'responseElements',
    'additionalEventData',
    'serviceEventDetails',
    'eventContext',
  ];
  for (const name of structs)
    expect(recordOfColumns([[name.toLowerCase(), json]])).toStrictEqual({ [name]: value });
  for (const name of ['userAgent', 'errorMessage', 'eventName', 'requestID', 'accountId'])
    for (const text of ['[S3Console/0.4, aws-internal/3]', '{a=b}', json])
      expect(recordOfColumns([[name.toLowerCase(), text]])).toStrictEqual({ [name]: text });
});
