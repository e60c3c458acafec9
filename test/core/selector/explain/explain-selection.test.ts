import { explainSelection } from '../../../../lib/core/selector/explain/explain-selection';
import type { Selection } from '../../../../lib/core/selector/selection';
import {
  dataSelector,
  managementSelector,
  networkSelector,
  selectorOf,
  trailWith,
} from '../sample-selections';
import { CREATE_USER, DECRYPT, PUT_OBJECT } from './sample-records';

const LIST_OBJECTS = {
  ...PUT_OBJECT,
  eventName: 'ListObjects',
  readOnly: true,
  resources: [{ type: 'AWS::S3::Object', ARNPrefix: 'arn:aws:s3:::orders/' }],
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
