import type { AdvancedSelector, BasicSelector, Selection } from '../../../../lib/core/selector/selection';
import { renderSelectionProblem } from '../../../../lib/core/selector/selection-problem';
import { verifySelection } from '../../../../lib/core/selector/verify/verify-selection';
import {
  dataSelector,
  type Fields,
  managementSelector,
  networkSelector,
  selectorOf,
  trailWith,
} from '../sample-selections';

const S3 = 'AWS::S3::Object';

function problemsOf(selection: Selection): readonly string[] {
  return verifySelection(selection).map(renderSelectionProblem);
}

function codesOf(selection: Selection): readonly string[] {
  return verifySelection(selection).map(({ severity, code }) => `${severity} ${code}`);
}

function store(...advanced: readonly AdvancedSelector[]): Selection {
  return { destination: 'eventDataStore', advanced };
}

describe('fails, with the place and the way out, for', () => {
  const field = (name: string, uses: object, where = dataSelector) => trailWith(where(S3, { [name]: uses }));
  const management = (fields: Fields) => trailWith(managementSelector(fields));
  const basic = (selector: BasicSelector): Selection => ({ destination: 'trail', basic: [selector] });
  const listed = (type: string, ...values: readonly string[]) => basic({ dataResources: [{ type, values }] });
  const A0 = 'AdvancedEventSelectors[0].FieldSelectors';
  const refused: readonly [name: string, selection: Selection, message: string][] = [
    [
      'no selectors in the list',
      trailWith(),
      'AdvancedEventSelectors: the list is empty and selects nothing; give a selector, or leave it out',
    ],
    [
      'no basic selectors in the list',
      { destination: 'trail', basic: [] },
      'EventSelectors: the list is empty and selects nothing; give a selector, or leave it out',
    ],
    [
      'no category',
      trailWith(selectorOf({ readOnly: { equals: ['true'] } })),
      `${A0}: the field eventCategory is missing; add it with Equals one of Management, Data, NetworkActivity`,
    ],
    [
      'a category that trails do not take',
      trailWith(selectorOf({ eventCategory: { equals: ['Insight'] } })),
      `${A0}[0]: eventCategory has 'Insight'; a trail takes Equals with exactly one of Management, Data, NetworkActivity`,
    ],
    [
      'two categories',
      trailWith(selectorOf({ eventCategory: { equals: ['Management', 'Data'] } })),
      `${A0}[0]: eventCategory has 'Management', 'Data'; a trail takes Equals with exactly one of Management, Data, NetworkActivity`,
    ],
    [
      'a category by another operator',
      trailWith(selectorOf({ eventCategory: { startsWith: ['Data'] } })),
      `${A0}[0]: eventCategory has no value of Equals; a trail takes Equals with exactly one of Management, Data, NetworkActivity`,
    ],
    [
      'data events without a type',
      trailWith(selectorOf({ eventCategory: { equals: ['Data'] } })),
      `${A0}: the field resources.type is missing; a selector of the category Data needs it with Equals`,
    ],
    [
      'two types in one selector',
      trailWith(
        selectorOf({
          eventCategory: { equals: ['Data'] },
          'resources.type': { equals: [S3, 'AWS::SQS::Queue'] },
        }),
      ),
      `${A0}[1].Equals: resources.type has 2 values; it takes one: make a selector for each of the others`,
    ],
    [
      'a type by its beginning',
      trailWith(
        selectorOf({ eventCategory: { equals: ['Data'] }, 'resources.type': { startsWith: ['AWS::S3'] } }),
      ),
      `${A0}[1].StartsWith: resources.type of Data events does not take StartsWith; use Equals`,
    ],
    [
      'something that is no type',
      trailWith(dataSelector('S3 Object')),
      `${A0}[1].Equals[0]: 'S3 Object' is not a resource type; it looks like AWS::S3::Object`,
    ],
    [
      'network activity without a source',
      trailWith(selectorOf({ eventCategory: { equals: ['NetworkActivity'] } })),
      `${A0}: the field eventSource is missing; a selector of the category NetworkActivity needs it with Equals`,
    ],
    [
      'network activity of two sources',
      trailWith(
        selectorOf({
          eventCategory: { equals: ['NetworkActivity'] },
          eventSource: { equals: ['s3.amazonaws.com', 'kms.amazonaws.com'] },
        }),
      ),
      `${A0}[1].Equals: eventSource has 2 values; it takes one: make a selector for each of the others`,
    ],
    [
      'network activity of all but one source',
      trailWith(
        selectorOf({
          eventCategory: { equals: ['NetworkActivity'] },
          eventSource: { notEquals: ['s3.amazonaws.com'] },
        }),
      ),
      `${A0}[1].NotEquals: eventSource of NetworkActivity events does not take NotEquals; use Equals`,
    ],
    [
      'network activity of something that is no source',
      trailWith(networkSelector('s3')),
      `${A0}[1].Equals[0]: 's3' is not an event source; it looks like s3.amazonaws.com`,
    ],
    [
      'an error code of another kind',
      trailWith(networkSelector('s3.amazonaws.com', { errorCode: { equals: ['AccessDenied'] } })),
      `${A0}[2].Equals[0]: 'AccessDenied' is not a value of errorCode here; it may be VpceAccessDenied`,
    ],
    [
      'management events of one source',
      management({ eventSource: { equals: ['iam.amazonaws.com'] } }),
      `${A0}[1].Equals: eventSource of Management events does not take Equals; use NotEquals`,
    ],
    [
      'management events without another source',
      management({ eventSource: { notEquals: ['iam.amazonaws.com'] } }),
      `${A0}[1].NotEquals[0]: 'iam.amazonaws.com' is not a value of eventSource here; it may be kms.amazonaws.com or rdsdata.amazonaws.com`,
    ],
    [
      'management events by name in a trail',
      management({ eventName: { equals: ['CreateUser'] } }),
      `${A0}[1].Field: the field 'eventName' is not one for Management events; it may be one of eventCategory, readOnly, eventSource`,
    ],
    [
      'the principal of network activity in a data store',
      store(networkSelector('kms.amazonaws.com', { 'userIdentity.arn': { equals: ['a'] } })),
      `${A0}[2].Field: the field 'userIdentity.arn' is not one for NetworkActivity events; it may be one of eventCategory, eventSource, eventName, errorCode, vpcEndpointId`,
    ],
    [
      'a member of every object as a field',
      management({ constructor: { equals: ['x'] } }),
      `${A0}[1].Field: the field 'constructor' is not one for Management events; it may be one of eventCategory, readOnly, eventSource`,
    ],
    [
      'readOnly with another value',
      field('readOnly', { equals: ['yes'] }),
      `${A0}[2].Equals[0]: 'yes' is not a value of readOnly here; it may be true or false`,
    ],
    [
      'readOnly by exclusion',
      field('readOnly', { notEquals: ['true'] }),
      `${A0}[2].NotEquals: readOnly of Data events does not take NotEquals; use Equals`,
    ],
    [
      'a field without an operator',
      field('eventName', {}),
      `${A0}[2]: the field 'eventName' has no operator; add one of Equals, StartsWith, EndsWith, NotEquals, NotStartsWith, NotEndsWith with values`,
    ],
    [
      'an operator without values',
      field('eventName', { equals: [] }),
      `${A0}[2].Equals: Equals has no values; give at least one, or leave it out`,
    ],
    [
      'an empty value',
      field('eventName', { equals: [''] }),
      `${A0}[2].Equals[0]: a value has 1 to 2048 characters; this has 0`,
    ],
    [
      'a field that stands twice',
      trailWith({
        fieldSelectors: [
          ...dataSelector(S3).fieldSelectors,
          { field: 'eventName', equals: ['a'] },
          { field: 'eventName', equals: ['b'] },
        ],
      }),
      `${A0}[3].Field: the field 'eventName' is repeated here; put all its operators into one field selector`,
    ],
    [
      'part of an ARN by Equals',
      field('resources.ARN', { equals: ['arn:aws:s3:::orders'] }),
      `${A0}[2].Equals[0]: 'arn:aws:s3:::orders' is not the whole ARN of one AWS::S3::Object (arn:P:s3:::BUCKET/OBJECT_PATH); complete it, or use StartsWith`,
    ],
    [
      'part of an ARN by NotEquals',
      field('resources.ARN', { notEquals: ['orders/'] }),
      `${A0}[2].NotEquals[0]: 'orders/' is not the whole ARN of one AWS::S3::Object (arn:P:s3:::BUCKET/OBJECT_PATH); complete it, or use NotStartsWith`,
    ],
    [
      'Insights beside others in a data store',
      store(selectorOf({ eventCategory: { equals: ['Insight'] } }), managementSelector()),
      "AdvancedEventSelectors: a selector of the category 'Insight' must be the only one; remove the others",
    ],
    [
      'basic and advanced selectors',
      { ...trailWith(managementSelector()), basic: [{}] },
      'EventSelectors: a trail has either EventSelectors or AdvancedEventSelectors; remove one of the two',
    ],
    [
      'basic selectors of a data store',
      { destination: 'eventDataStore', basic: [{}] },
      'EventSelectors: event data stores have advanced selectors only; use AdvancedEventSelectors',
    ],
    [
      'a multi-Region trail without global services',
      { destination: 'trail', multiRegion: true, includeGlobalServiceEvents: false },
      'IncludeGlobalServiceEvents: a multi-Region trail must include global service events; set it to true',
    ],
    [
      'another read/write type',
      basic({ readWriteType: 'readonly' }),
      "EventSelectors[0].ReadWriteType: 'readonly' is not one of All, ReadOnly, WriteOnly",
    ],
    [
      'leaving another source out',
      basic({ excludeManagementEventSources: ['iam.amazonaws.com'] }),
      "EventSelectors[0].ExcludeManagementEventSources[0]: 'iam.amazonaws.com' cannot be left out; only kms.amazonaws.com and rdsdata.amazonaws.com can",
    ],
    [
      'a type that needs advanced selectors',
      listed('AWS::SQS::Queue', 'arn:aws:sqs:eu-west-1:111122223333:q'),
      "EventSelectors[0].DataResources[0].Type: 'AWS::SQS::Queue' is not one of AWS::S3::Object, AWS::Lambda::Function, AWS::DynamoDB::Table; other types need advanced selectors",
    ],
    [
      'a bucket without a slash',
      listed(S3, 'arn:aws:s3:::orders'),
      "EventSelectors[0].DataResources[0].Values[0]: 'arn:aws:s3:::orders' is not a bucket's ARN with a slash and perhaps a prefix, such as arn:aws:s3:::BUCKET/, nor arn:aws:s3 for all; '*' is not a wildcard",
    ],
    [
      'a star for all functions',
      listed('AWS::Lambda::Function', 'arn:aws:lambda:*'),
      "EventSelectors[0].DataResources[0].Values[0]: 'arn:aws:lambda:*' is not a function's whole ARN, such as arn:aws:lambda:eu-west-1:111122223333:function:NAME, nor arn:aws:lambda for all; '*' is not a wildcard",
    ],
    [
      'a type without values',
      listed(S3),
      'EventSelectors[0].DataResources[0].Values: the list is empty; name resources, or remove the type',
    ],
  ];

  test.each(refused)('%s', (_, selection, message) => {
    expect(verifySelection(selection)).toHaveLength(1);
    expect(verifySelection(selection)[0]?.severity).toBe('error');
    expect(problemsOf(selection)).toEqual([message]);
  });

  test('all of several faults at once', () => {
    const selection = trailWith(
      managementSelector({ eventName: { equals: ['a'] }, readOnly: { equals: ['no'] } }),
      dataSelector('nothing'),
    );
    expect(codesOf(selection)).toEqual([
      'error field-not-allowed',
      'error value-not-allowed',
      'error not-a-type',
    ]);
  });

  test('a place inside a template', () => {
    const [problem] = verifySelection(trailWith(), 'Resources.Trail.Properties');
    expect(problem?.path).toBe('Resources.Trail.Properties.AdvancedEventSelectors');
  });
});
