import { explainSelection } from '../../../../lib/core/selector/explain/explain-selection';
import type { Selection } from '../../../../lib/core/selector/selection';
import { unresolvedText } from '../../../../lib/core/selector/selector-value';
import {
  dataSelector,
  managementSelector,
  networkSelector,
  selectorOf,
  trailWith,
} from '../sample-selections';

const PUT_OBJECT = {
  eventVersion: '1.11',
  eventCategory: 'Data',
  managementEvent: false,
  eventType: 'AwsApiCall',
  eventSource: 's3.amazonaws.com',
  eventName: 'PutObject',
  awsRegion: 'eu-west-1',
  readOnly: false,
  resources: [
    { type: 'AWS::S3::Object', ARN: 'arn:aws:s3:::orders/2026/1.json' },
    { type: 'AWS::S3::Bucket', ARN: 'arn:aws:s3:::orders', accountId: '111122223333' },
  ],
};

const LIST_OBJECTS = {
  ...PUT_OBJECT,
  eventName: 'ListObjects',
  readOnly: true,
  resources: [{ type: 'AWS::S3::Object', ARNPrefix: 'arn:aws:s3:::orders/' }],
};

const DECRYPT = {
  eventVersion: '1.11',
  eventCategory: 'Management',
  eventType: 'AwsApiCall',
  eventSource: 'kms.amazonaws.com',
  eventName: 'Decrypt',
  awsRegion: 'eu-west-1',
  readOnly: true,
};

const CREATE_USER = {
  eventCategory: 'Management',
  eventSource: 'iam.amazonaws.com',
  eventName: 'CreateUser',
  awsRegion: 'us-east-1',
  readOnly: false,
};

const DENIED = {
  eventCategory: 'NetworkActivity',
  eventType: 'AwsVpceEvent',
  eventSource: 'kms.amazonaws.com',
  eventName: 'ListKeys',
  errorCode: 'VpceAccessDenied',
  vpcEndpointId: 'vpce-1',
  awsRegion: 'us-east-1',
};

const S3 = 'AWS::S3::Object';

function arnOf(uses: object) {
  return dataSelector(S3, { 'resources.ARN': uses });
}

describe('advanced selectors', () => {
  const cases: readonly [name: string, selection: Selection, record: object, logged: boolean][] = [
    ['a trail without selectors logs management events', { destination: 'trail' }, DECRYPT, true],
    ['a trail without selectors logs no data events', { destination: 'trail' }, PUT_OBJECT, false],
    ['an empty list of selectors logs nothing', trailWith(), DECRYPT, false],
    ['a selector without fields logs nothing', trailWith({ fieldSelectors: [] }), DECRYPT, false],
    ['any selector is enough', trailWith(managementSelector(), dataSelector(S3)), PUT_OBJECT, true],
    [
      'all fields of a selector must hold',
      trailWith(dataSelector(S3, { readOnly: { equals: ['true'] } })),
      PUT_OBJECT,
      false,
    ],
    [
      'one value of one selecting operator is enough',
      trailWith(
        dataSelector(S3, {
          eventName: { equals: ['GetObject'], startsWith: ['Delete', 'Put'], endsWith: ['Acl'] },
        }),
      ),
      PUT_OBJECT,
      true,
    ],
    [
      'one value of one deselecting operator is too much',
      trailWith(
        dataSelector(S3, { eventName: { notEquals: ['GetObject'], notStartsWith: ['Delete', 'Put'] } }),
      ),
      PUT_OBJECT,
      false,
    ],
    [
      'selecting and deselecting operators must both agree',
      trailWith(
        arnOf({ startsWith: ['arn:aws:s3:::orders/'], notStartsWith: ['arn:aws:s3:::orders/2026/'] }),
      ),
      PUT_OBJECT,
      false,
    ],
    [
      'letter case counts',
      trailWith(dataSelector(S3, { eventName: { equals: ['putobject'] } })),
      PUT_OBJECT,
      false,
    ],
    ['a star is a star', trailWith(dataSelector(S3, { eventName: { equals: ['Put*'] } })), PUT_OBJECT, false],
    [
      'KMS events can be left out',
      trailWith(managementSelector({ eventSource: { notEquals: ['kms.amazonaws.com'] } })),
      DECRYPT,
      false,
    ],
    [
      'a record without the field fails what selects by it',
      trailWith(dataSelector(S3, { sessionCredentialFromConsole: { equals: ['true'] } })),
      PUT_OBJECT,
      false,
    ],
    [
      'a record without the field passes what deselects by it',
      trailWith(dataSelector(S3, { sessionCredentialFromConsole: { notEquals: ['true'] } })),
      PUT_OBJECT,
      true,
    ],
    [
      'an object is found by its ARN',
      trailWith(arnOf({ startsWith: ['arn:aws:s3:::orders/2026'] })),
      PUT_OBJECT,
      true,
    ],
    [
      'a listing is found by its prefix',
      trailWith(arnOf({ startsWith: ['arn:aws:s3:::orders/'] })),
      LIST_OBJECTS,
      true,
    ],
    [
      'the ARN of a resource of another type does not count',
      trailWith(arnOf({ equals: ['arn:aws:s3:::orders'] })),
      PUT_OBJECT,
      false,
    ],
    [
      'one of several resources of the type is enough',
      trailWith(
        dataSelector('AWS::DynamoDB::Table', { 'resources.ARN': { endsWith: ['/b'], notEndsWith: ['/a'] } }),
      ),
      {
        eventCategory: 'Data',
        eventSource: 'dynamodb.amazonaws.com',
        resources: ['a', 'b'].map((name) => ({
          type: 'AWS::DynamoDB::Table',
          ARN: `arn:aws:dynamodb:eu-west-1:111122223333:table/${name}`,
        })),
      },
      true,
    ],
    [
      'denied calls through an endpoint are network activity',
      trailWith(networkSelector('kms.amazonaws.com', { errorCode: { equals: ['VpceAccessDenied'] } })),
      DENIED,
      true,
    ],
    [
      'network activity of another service is left',
      trailWith(networkSelector('s3.amazonaws.com')),
      DENIED,
      false,
    ],
    ['network activity is not a management event', trailWith(managementSelector()), DENIED, false],
    [
      'an event data store keeps Insights by category',
      { destination: 'eventDataStore', advanced: [selectorOf({ eventCategory: { equals: ['Insight'] } })] },
      { eventCategory: 'Insight' },
      true,
    ],
  ];

  test.each(cases)('%s', (_, selection, record, logged) => {
    expect(explainSelection(selection, record).logged).toBe(logged);
  });
});

describe('basic selectors', () => {
  const s3 = (...values: readonly string[]) => [{ type: S3, values }];
  const invoke = {
    eventCategory: 'Data',
    eventSource: 'lambda.amazonaws.com',
    eventName: 'Invoke',
    readOnly: false,
    resources: [
      { type: 'AWS::Lambda::Function', ARN: 'arn:aws:lambda:eu-west-1:111122223333:function:hello' },
    ],
  };
  const cases: readonly [name: string, selector: object, record: object, logged: boolean][] = [
    ['an empty selector logs management events', {}, DECRYPT, true],
    ['an empty selector logs no data events', {}, PUT_OBJECT, false],
    ['ReadOnly leaves writes', { readWriteType: 'ReadOnly' }, CREATE_USER, false],
    ['WriteOnly leaves reads', { readWriteType: 'WriteOnly' }, DECRYPT, false],
    [
      'WriteOnly rules data events too',
      { readWriteType: 'WriteOnly', dataResources: s3('arn:aws:s3') },
      LIST_OBJECTS,
      false,
    ],
    ['management events can be left out', { includeManagementEvents: false }, DECRYPT, false],
    ['KMS can be left out', { excludeManagementEventSources: ['kms.amazonaws.com'] }, DECRYPT, false],
    [
      'leaving KMS out leaves the rest in',
      { excludeManagementEventSources: ['kms.amazonaws.com'] },
      CREATE_USER,
      true,
    ],
    ['arn:aws:s3 means all objects', { dataResources: s3('arn:aws:s3') }, PUT_OBJECT, true],
    ['arn:aws:s3::: means all objects', { dataResources: s3('arn:aws:s3:::') }, PUT_OBJECT, true],
    ['all objects are those of the partition', { dataResources: s3('arn:aws-cn:s3') }, PUT_OBJECT, false],
    [
      'all objects are also those without an ARN',
      { dataResources: s3('arn:aws:s3') },
      { ...PUT_OBJECT, resources: [{ type: S3 }] },
      true,
    ],
    [
      'a bucket with a slash means all its objects',
      { dataResources: s3('arn:aws:s3:::orders/') },
      PUT_OBJECT,
      true,
    ],
    [
      'a prefix means objects that begin so',
      { dataResources: s3('arn:aws:s3:::orders/20') },
      PUT_OBJECT,
      true,
    ],
    [
      'a prefix of another bucket does not',
      { dataResources: s3('arn:aws:s3:::orders2/') },
      PUT_OBJECT,
      false,
    ],
    [
      'arn:aws:lambda means all functions',
      { dataResources: [{ type: 'AWS::Lambda::Function', values: ['arn:aws:lambda'] }] },
      invoke,
      true,
    ],
    [
      "a function's ARN is not a prefix",
      {
        dataResources: [
          { type: 'AWS::Lambda::Function', values: ['arn:aws:lambda:eu-west-1:111122223333:function:hell'] },
        ],
      },
      invoke,
      false,
    ],
    ['network activity is never logged', { dataResources: s3('arn:aws:s3') }, DENIED, false],
  ];

  test.each(cases)('%s', (_, selector, record, logged) => {
    expect(explainSelection({ destination: 'trail', basic: [selector] }, record).logged).toBe(logged);
  });
});

describe('the trail itself', () => {
  const trail: Selection = { destination: 'trail', homeRegion: 'eu-west-1', multiRegion: false };
  const ownDelivery = {
    ...PUT_OBJECT,
    userIdentity: { type: 'AWSService', invokedBy: 'cloudtrail.amazonaws.com' },
  };
  const assumeRole = { ...CREATE_USER, eventSource: 'sts.amazonaws.com', eventName: 'AssumeRole' };
  const home: Selection = { ...trail, homeRegion: 'us-east-1', includeGlobalServiceEvents: false };
  const cases: readonly [name: string, selection: Selection, record: object, logged: boolean][] = [
    ['a stopped trail logs nothing', { destination: 'trail', isLogging: false }, DECRYPT, false],
    ['a single-Region trail logs its Region', trail, DECRYPT, true],
    ['a single-Region trail outside us-east-1 misses IAM', trail, CREATE_USER, false],
    ['a multi-Region trail logs IAM from anywhere', { ...trail, multiRegion: true }, CREATE_USER, true],
    [
      'a trail of unknown home is not blamed for a Region',
      { destination: 'trail', multiRegion: false },
      CREATE_USER,
      true,
    ],
    ['a single-Region trail can leave global services out', home, CREATE_USER, false],
    ['the global endpoint of STS is a global service', home, assumeRole, false],
    [
      'a Regional endpoint of STS is not',
      home,
      { ...assumeRole, tlsDetails: { clientProvidedHostHeader: 'sts.us-east-1.amazonaws.com' } },
      true,
    ],
    [
      'nor is STS outside us-east-1, which has Regional endpoints only',
      { ...trail, includeGlobalServiceEvents: false },
      { ...assumeRole, awsRegion: 'eu-west-1' },
      true,
    ],
    ...['cloudfront', 'route53'].map((service): [string, Selection, object, boolean] => [
      `${service} is a global service`,
      home,
      { ...CREATE_USER, eventSource: `${service}.amazonaws.com` },
      false,
    ]),
    ['a service of every Region is not', home, { ...CREATE_USER, eventSource: 'ec2.amazonaws.com' }, true],
    [
      'deliveries to a log group are its own too',
      { destination: 'trail', recursiveLogging: false },
      {
        ...ownDelivery,
        eventCategory: 'Management',
        eventSource: 'logs.amazonaws.com',
        eventName: 'PutLogEvents',
      },
      false,
    ],
    [
      'and its other calls are not deliveries',
      { destination: 'trail', recursiveLogging: false },
      { ...ownDelivery, eventCategory: 'Management', eventName: 'GetBucketAcl' },
      true,
    ],
    [
      'leaving global services out leaves data events in',
      { ...home, advanced: [dataSelector(S3)] },
      { ...PUT_OBJECT, awsRegion: 'us-east-1' },
      true,
    ],
    ["CloudTrail's own deliveries are logged by default", trailWith(dataSelector(S3)), ownDelivery, true],
    [
      'and are not without recursive logging',
      { ...trailWith(dataSelector(S3)), recursiveLogging: false },
      ownDelivery,
      false,
    ],
    [
      'which keeps deliveries of others',
      { ...trailWith(dataSelector(S3)), recursiveLogging: false },
      PUT_OBJECT,
      true,
    ],
  ];

  test.each(cases)('%s', (_, selection, record, logged) => {
    expect(explainSelection(selection, record).logged).toBe(logged);
  });
});

describe('records without eventCategory', () => {
  const cases: readonly [name: string, record: object, category: string][] = [
    ['managementEvent true', { managementEvent: true }, 'Management'],
    ['managementEvent false', { managementEvent: false }, 'Data'],
    ['an S3 object among the resources', { resources: [{ type: S3, ARN: 'arn:aws:s3:::b/k' }] }, 'Data'],
    ['a bucket among the resources', { resources: [{ type: 'AWS::S3::Bucket' }] }, 'Management'],
    ['an operation of data', { eventSource: 'dynamodb.amazonaws.com', eventName: 'PutItem' }, 'Data'],
    [
      'the same operation of another service',
      { eventSource: 'x.amazonaws.com', eventName: 'PutItem' },
      'Management',
    ],
    ['an endpoint event', { eventType: 'AwsVpceEvents' }, 'NetworkActivity'],
    ['nothing at all', {}, 'Management'],
  ];

  test.each(cases)('%s is enough to tell the category, and the reason says so', (_, record, category) => {
    const selection = trailWith(selectorOf({ eventCategory: { equals: [category] } }));
    const { logged, why } = explainSelection(selection, record);
    expect(logged).toBe(true);
    expect(why).toContain(`taken as ${category} from `);
  });

  test('a stated category needs no reason', () => {
    expect(explainSelection(trailWith(managementSelector()), DECRYPT).why).not.toContain('taken as');
  });
});

describe('Insights and aggregated records', () => {
  const insight = (insightType: string, eventSource: string, eventName: string) => ({
    eventCategory: 'Insight',
    eventType: 'AwsCloudTrailInsight',
    insightDetails: { insightType, eventSource, eventName, state: 'Start' },
  });
  const callRate = insight('ApiCallRateInsight', 'ec2.amazonaws.com', 'RunInstances');
  const ofData = insight('ApiCallRateInsight', 's3.amazonaws.com', 'GetObject');
  const aggregated = {
    eventCategory: 'Aggregated',
    summary: { primaryDimension: { dimension: 'resourceARN' } },
  };
  const withInsights = (insightType: string, eventCategories?: readonly string[]): Selection => ({
    destination: 'trail',
    insights: [{ insightType, ...(eventCategories === undefined ? {} : { eventCategories }) }],
  });
  const withTemplate = (template: string): Selection => ({
    destination: 'trail',
    aggregations: [{ eventCategory: 'Data', templates: [template] }],
  });
  const cases: readonly [name: string, selection: Selection, record: object, logged: boolean][] = [
    ['no Insights selector', { destination: 'trail' }, callRate, false],
    ['an Insights selector of the type', withInsights('ApiCallRateInsight'), callRate, true],
    ['an Insights selector of the other type', withInsights('ApiErrorRateInsight'), callRate, false],
    ['Insights of data events need their category', withInsights('ApiCallRateInsight'), ofData, false],
    [
      'Insights of data events with their category',
      withInsights('ApiCallRateInsight', ['Data']),
      ofData,
      true,
    ],
    ['no aggregation', { destination: 'trail' }, aggregated, false],
    ['aggregation by the template', withTemplate('RESOURCE_ACCESS'), aggregated, true],
    ['aggregation by another template', withTemplate('API_ACTIVITY'), aggregated, false],
  ];

  test.each(cases)('%s', (_, selection, record, logged) => {
    expect(explainSelection(selection, record).logged).toBe(logged);
  });
});

describe('the reasons', () => {
  test('name the selector that logs the record and the conditions that held', () => {
    const selection = trailWith(
      managementSelector(),
      dataSelector(S3, { eventName: { startsWith: ['Put', 'Delete'] } }, 'S3 writes'),
    );
    const { by, why } = explainSelection(selection, PUT_OBJECT);
    expect(by).toBe('S3 writes');
    expect(why).toBe(
      "S3 writes: eventCategory is 'Data' (Equals 'Data'); " +
        "resources.type is 'AWS::S3::Object' (Equals 'AWS::S3::Object'); " +
        "eventName is 'PutObject' (StartsWith 'Put', 'Delete')",
    );
  });

  test('name a nameless selector by its number', () => {
    const selection = trailWith(managementSelector(), dataSelector(S3));
    expect(explainSelection(selection, PUT_OBJECT).by).toBe('advanced selector 2');
    const basic = [{ includeManagementEvents: false }, {}];
    expect(explainSelection({ destination: 'trail', basic }, DECRYPT).by).toBe('event selector 2');
  });

  test('name the condition in the way, of the selector that is nearest to the record', () => {
    const selection = trailWith(
      managementSelector(),
      dataSelector('AWS::Lambda::Function'),
      dataSelector(S3, { eventName: { equals: ['GetObject'] }, readOnly: { equals: ['true'] } }, 'S3 reads'),
    );
    const { why, selectors } = explainSelection(selection, PUT_OBJECT);
    expect(why).toBe(
      "S3 reads: eventName is 'PutObject' (asked for Equals 'GetObject'); readOnly is 'false' (asked for Equals 'true')",
    );
    expect(selectors.map(({ selector, verdict }) => [selector, verdict])).toEqual([
      ['advanced selector 1', 'no'],
      ['advanced selector 2', 'no'],
      ['S3 reads', 'no'],
    ]);
  });

  test('name only the values that rule a record out, and only a few of those that were asked for', () => {
    const left = arnOf({ notStartsWith: ['arn:aws:s3:::logs/', 'arn:aws:s3:::orders/'] });
    expect(explainSelection(trailWith(left), PUT_OBJECT).why).toBe(
      "advanced selector 1: resources.ARN is 'arn:aws:s3:::orders/2026/1.json' " +
        "(ruled out by NotStartsWith 'arn:aws:s3:::orders/')",
    );
    const names = ['A', 'B', 'C', 'D', 'E'];
    expect(
      explainSelection(trailWith(dataSelector(S3, { eventName: { equals: names } })), PUT_OBJECT).why,
    ).toBe("advanced selector 1: eventName is 'PutObject' (asked for Equals 'A', 'B', 'C' and 2 more)");
  });

  test('say what the trail itself leaves out', () => {
    const trail: Selection = { destination: 'trail', homeRegion: 'eu-west-1', multiRegion: false };
    expect(explainSelection(trail, CREATE_USER).why).toBe(
      "the record comes from 'us-east-1', and the trail logs only its home Region 'eu-west-1' " +
        '(global services log in theirs)',
    );
    expect(explainSelection({ ...trail, isLogging: false }, DECRYPT).why).toBe(
      'the trail is stopped (IsLogging false)',
    );
  });

  test('say that a record has no readOnly where a basic selector asks for it', () => {
    const { readOnly, ...old } = DECRYPT;
    const { logged, why } = explainSelection(
      { destination: 'trail', basic: [{ readWriteType: 'ReadOnly' }] },
      old,
    );
    expect([readOnly, logged]).toEqual([true, false]);
    expect(why).toBe('event selector 1: the record has no readOnly (ReadWriteType ReadOnly)');
  });
});

describe('values that only the deployment knows', () => {
  const bucket = { parts: ['arn:', { reference: 'AWS::Partition' }, ':s3:::', { reference: 'Bucket' }, '/'] };

  test('leave the answer open where it hangs on them', () => {
    const { logged, by, why } = explainSelection(trailWith(arnOf({ startsWith: [bucket] })), PUT_OBJECT);
    expect([logged, by]).toEqual([null, 'advanced selector 1']);
    expect(why).toBe(
      "advanced selector 1: resources.ARN is 'arn:aws:s3:::orders/2026/1.json', and only the deployment knows how " +
        `that stands to StartsWith 'arn:aws:s3:::\${Bucket}/'`,
    );
  });

  test('do not where the rest of the text decides', () => {
    const other = { parts: ['arn:aws:sqs:', { reference: 'AWS::Region' }] };
    expect(explainSelection(trailWith(arnOf({ startsWith: [other] })), PUT_OBJECT).logged).toBe(false);
    expect(explainSelection(trailWith(arnOf({ notStartsWith: [other] })), PUT_OBJECT).logged).toBe(true);
  });

  test('do not where another selector logs the record', () => {
    const selection = trailWith(arnOf({ startsWith: [bucket] }), dataSelector(S3, {}, 'all objects'));
    expect(explainSelection(selection, PUT_OBJECT)).toMatchObject({ logged: true, by: 'all objects' });
  });

  test('take the partition from the Region of the record', () => {
    const orders = { parts: ['arn:', { reference: 'AWS::Partition' }, ':s3:::orders/'] };
    const selection = trailWith(arnOf({ startsWith: [orders] }));
    expect(explainSelection(selection, PUT_OBJECT).logged).toBe(true);
    expect(explainSelection(selection, { ...PUT_OBJECT, awsRegion: 'cn-north-1' }).logged).toBe(false);
  });

  test('leave the answer open for flags, Regions and hidden selectors too', () => {
    const hidden = unresolvedText('Fn::If HasData');
    const open: readonly Selection[] = [
      { destination: 'trail', isLogging: hidden },
      { destination: 'trail', multiRegion: false, homeRegion: unresolvedText('AWS::Region') },
      { destination: 'trail', multiRegion: hidden, homeRegion: 'us-west-2' },
      { destination: 'trail', basic: [{ includeManagementEvents: hidden }] },
      { destination: 'trail', basic: [{ readWriteType: hidden }] },
      { destination: 'trail', basic: [{ excludeManagementEventSources: [hidden] }] },
      trailWith({ fieldSelectors: [{ field: hidden }] }),
    ];
    expect(open.map((selection) => explainSelection(selection, DECRYPT).logged)).toEqual(
      open.map(() => null),
    );
  });
});

describe('records of any shape', () => {
  test('are explained without an exception', () => {
    const odd: readonly unknown[] = [null, 1, 'x', [], {}, [null], [[]], { type: 1, ARN: {} }, true];
    const members = [
      'resources',
      'userIdentity',
      'eventCategory',
      'readOnly',
      'insightDetails',
      'awsRegion',
      'summary',
    ];
    const selections = [
      trailWith(arnOf({ startsWith: ['arn'] }), managementSelector({ readOnly: { equals: ['true'] } })),
      { destination: 'trail', basic: [{ dataResources: [{ type: S3, values: ['arn:aws:s3'] }] }] } as const,
    ];
    for (const selection of selections) {
      for (const member of members) {
        for (const value of odd) {
          const record = { ...PUT_OBJECT, [member]: value } as object;
          expect(typeof explainSelection(selection, record).logged).toBe('boolean');
        }
      }
    }
  });
});
