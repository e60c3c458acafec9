import type { JsonObject } from '../../../../lib/core/json/json-value';
import { parseMetricFilter } from '../../../../lib/core/pattern/metric-filter/parse-metric-filter';

const user = { type: 'IAMUser' };

/**
 * The patterns of Security Hub's controls CloudWatch.1 to .14 (the lists of .4 and .8 to .14 shortened to two calls),
 * each with records that it must and must not find.
 *
 * @see https://docs.aws.amazon.com/securityhub/latest/userguide/cloudwatch-controls.html
 */
const CONTROLS: readonly (readonly [number, string, readonly JsonObject[], readonly JsonObject[]])[] = [
  [
    1,
    '{$.userIdentity.type="Root" && $.userIdentity.invokedBy NOT EXISTS && $.eventType !="AwsServiceEvent"}',
    [{ userIdentity: { type: 'Root' }, eventType: 'AwsApiCall' }],
    [
      { userIdentity: { type: 'Root', invokedBy: 'x' }, eventType: 'AwsApiCall' },
      { userIdentity: { type: 'Root' }, eventType: 'AwsServiceEvent' },
      { userIdentity: { type: 'Root' } },
    ],
  ],
  [
    2,
    '{($.errorCode="*UnauthorizedOperation") || ($.errorCode="AccessDenied*")}',
    [
      { errorCode: 'Client.UnauthorizedOperation' },
      { errorCode: 'AccessDenied' },
      { errorCode: 'AccessDeniedException' },
    ],
    [{ errorCode: 'VpceAccessDenied' }, {}],
  ],
  [
    3,
    '{ ($.eventName = "ConsoleLogin") && ($.additionalEventData.MFAUsed != "Yes") && ($.userIdentity.type = "IAMUser") && ($.responseElements.ConsoleLogin = "Success") }',
    [
      {
        eventName: 'ConsoleLogin',
        additionalEventData: { MFAUsed: 'No' },
        userIdentity: user,
        responseElements: { ConsoleLogin: 'Success' },
      },
    ],
    [
      {
        eventName: 'ConsoleLogin',
        additionalEventData: { MFAUsed: 'Yes' },
        userIdentity: user,
        responseElements: { ConsoleLogin: 'Success' },
      },
      {
        eventName: 'ConsoleLogin',
        additionalEventData: {},
        userIdentity: user,
        responseElements: { ConsoleLogin: 'Success' },
      },
    ],
  ],
  [
    6,
    '{($.eventName=ConsoleLogin) && ($.errorMessage="Failed authentication")}',
    [{ eventName: 'ConsoleLogin', errorMessage: 'Failed authentication' }],
    [{ eventName: 'ConsoleLogin' }],
  ],
  [
    7,
    '{($.eventSource=kms.amazonaws.com) && (($.eventName=DisableKey) || ($.eventName=ScheduleKeyDeletion))}',
    [{ eventSource: 'kms.amazonaws.com', eventName: 'DisableKey' }],
    [{ eventSource: 'kms.amazonaws.com', eventName: 'EnableKey' }, { eventName: 'DisableKey' }],
  ],
  ...listControls(),
];

/** Those that are a list of calls, of one service or of any. */
function listControls(): readonly (readonly [
  number,
  string,
  readonly JsonObject[],
  readonly JsonObject[],
])[] {
  const lists: readonly (readonly [number, string | undefined, readonly [string, string]])[] = [
    [4, 'iam', ['DeleteGroupPolicy', 'DetachGroupPolicy']],
    [5, undefined, ['CreateTrail', 'StopLogging']],
    [8, 's3', ['PutBucketAcl', 'DeleteBucketReplication']],
    [9, 'config', ['StopConfigurationRecorder', 'PutConfigurationRecorder']],
    [10, undefined, ['AuthorizeSecurityGroupIngress', 'DeleteSecurityGroup']],
    [11, undefined, ['CreateNetworkAcl', 'ReplaceNetworkAclAssociation']],
    [12, undefined, ['CreateCustomerGateway', 'DetachInternetGateway']],
    [13, 'ec2', ['CreateRoute', 'DisassociateRouteTable']],
    [14, undefined, ['CreateVpc', 'EnableVpcClassicLink']],
  ];
  return lists.map(([control, service, names]) => {
    const calls = names.map((name) => `($.eventName=${name})`).join(' || ');
    const eventSource = `${service ?? 'ec2'}.amazonaws.com`;
    const pattern = service === undefined ? `{${calls}}` : `{($.eventSource=${eventSource}) && (${calls})}`;
    const matching = names.map((eventName) => ({ eventSource, eventName }));
    const other = names.map((eventName) => ({ eventSource, eventName: `${eventName}s` }));
    const foreign =
      service === undefined
        ? []
        : names.map((eventName) => ({ eventSource: 'other.amazonaws.com', eventName }));
    return [control, pattern, matching, [...other, ...foreign]];
  });
}

test.each(CONTROLS)(
  "the pattern of Security Hub's CloudWatch.%i finds what it should",
  (_, pattern, matching, ignored) => {
    const filter = parseMetricFilter(pattern);
    if ('problems' in filter) throw new Error(filter.problems[0]?.message);
    expect(filter.warnings).toEqual([]);
    for (const record of matching)
      expect([record, filter.matches(JSON.stringify(record))]).toEqual([record, true]);
    for (const record of ignored)
      expect([record, filter.matches(JSON.stringify(record))]).toEqual([record, false]);
  },
);

test('there is one for each of the fourteen controls', () => {
  expect(new Set(CONTROLS.map(([control]) => control)).size).toBe(14);
});
