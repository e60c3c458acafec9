import { App, Aws, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import {
  AlertTopic,
  AuditTrail,
  type AuditTrailLookupOptions,
  MetricAlarms,
  TrailIdentity,
  TrailSelectors,
} from '../../../lib/index';
import { ACCOUNT, newStack, ORGANIZATION_TRAIL, REGION, TRAIL, warningsOf } from '../synthesize';

const EVERYTHING = { identity: TRAIL, hasLogGroup: true, selectors: TrailSelectors.ADVANCED };
const GROUP = `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:company-trail:*`;
const ONLY_WRITES = [
  {
    FieldSelectors: [
      { Field: 'eventCategory', Equals: ['Management'] },
      { Field: 'readOnly', Equals: ['false'] },
    ],
  },
];
const FOUND = {
  IsMultiRegionTrail: true,
  IsLogging: true,
  AdvancedEventSelectors: ONLY_WRITES,
  CloudWatchLogsLogGroupArn: GROUP,
  Identifier: TRAIL.trailName,
};
const WRITE = { eventCategory: 'Management', eventSource: 'iam.amazonaws.com', readOnly: false };

/** What the app asks the command line to look up. */
function missingIn(stack: Stack) {
  return (stack.node.root as App).synth().manifest.missing ?? [];
}

/** A stack whose context has what was found. */
function stackThatFound(found: object, lookup: AuditTrailLookupOptions = EVERYTHING): Stack {
  const asking = newStack();
  AuditTrail.fromLookup(asking, 'Trail', lookup);
  const [query] = missingIn(asking);
  const app = new App({ context: { [query?.key ?? '']: [found] } });
  return new Stack(app, 'Stack', { env: { account: ACCOUNT, region: REGION } });
}

describe('the first synthesis', () => {
  test('asks for what is wanted of the trail, in its home Region', () => {
    const stack = newStack({ env: { account: ACCOUNT, region: 'us-west-2' } });
    AuditTrail.fromLookup(stack, 'Trail', EVERYTHING);
    expect(missingIn(stack)).toMatchObject([
      {
        provider: 'cc-api-provider',
        props: {
          ...{ account: ACCOUNT, region: REGION, typeName: 'AWS::CloudTrail::Trail' },
          exactIdentifier: TRAIL.trailName,
          propertiesToReturn: [
            ...['IsMultiRegionTrail', 'IsLogging', 'AdvancedEventSelectors'],
            'CloudWatchLogsLogGroupArn',
          ],
        },
      },
    ]);
  });

  test('asks for nothing that a trail may lack unless it is wanted', () => {
    const stack = newStack();
    AuditTrail.fromLookup(stack, 'Trail', { identity: TRAIL });
    expect(missingIn(stack).map(({ props }) => props)).toMatchObject([
      { propertiesToReturn: ['IsMultiRegionTrail'] },
    ]);
  });

  test('completes with a stand-in for the log group, and warns of no rule that the trail may log', () => {
    const stack = newStack();
    const trail = AuditTrail.fromLookup(stack, 'Trail', EVERYTHING);
    const alertTopic = new AlertTopic(stack, 'Alerts', { emails: ['security@example.com'] });
    new MetricAlarms(stack, 'Alarms', { trail, alertTopic });
    expect(warningsOf(stack)).toEqual([]);
    expect(trail.logGroup?.logGroupName).toBe(TRAIL.trailName);
  });
});

describe('what was found', () => {
  test('is the log group that alarms search', () => {
    const stack = stackThatFound(FOUND);
    const trail = AuditTrail.fromLookup(stack, 'Trail', EVERYTHING);
    const alertTopic = new AlertTopic(stack, 'Alerts', { emails: ['security@example.com'] });
    new MetricAlarms(stack, 'Alarms', { trail, alertTopic });
    Template.fromStack(stack).allResourcesProperties('AWS::Logs::MetricFilter', {
      LogGroupName: 'company-trail',
    });
    expect(missingIn(stack)).toEqual([]);
  });

  test('is the selection that records are explained by', () => {
    const trail = AuditTrail.fromLookup(stackThatFound(FOUND), 'Trail', EVERYTHING);
    expect(trail.explain(WRITE).logged).toBe(true);
    expect(trail.explain({ ...WRITE, readOnly: true }).logged).toBe(false);
  });

  test('are basic selectors as well', () => {
    const lookup = { identity: TRAIL, selectors: TrailSelectors.BASIC };
    const { AdvancedEventSelectors: _, ...rest } = FOUND;
    const basic = { ...rest, EventSelectors: [{ IncludeManagementEvents: true, ReadWriteType: 'ReadOnly' }] };
    const trail = AuditTrail.fromLookup(stackThatFound(basic, lookup), 'Trail', lookup);
    expect(trail.explain(WRITE).logged).toBe(false);
    expect(trail.explain({ ...WRITE, readOnly: true }).logged).toBe(true);
  });

  test('fails where it is a selector that is not understood', () => {
    const unknown = { ...FOUND, AdvancedEventSelectors: 'all' };
    expect(() => AuditTrail.fromLookup(stackThatFound(unknown), 'Trail', EVERYTHING)).toThrow(
      "the selectors that were looked up of the trail 'primary' are not understood: ",
    );
  });
});

describe('a trail', () => {
  test('fails to be looked up from another account than its own', () => {
    expect(() => AuditTrail.fromLookup(newStack(), 'Trail', { identity: ORGANIZATION_TRAIL })).toThrow(
      "the trail 'everyone' is of account '999988887777' and cannot be looked up from account '111122223333'",
    );
  });

  test('fails to be looked up in a stack without account and Region', () => {
    expect(() => AuditTrail.fromLookup(newStack({}), 'Trail', EVERYTHING)).toThrow(
      'account/region are not specified at the stack level',
    );
  });

  test('fails to be looked up by what only the deployment knows', () => {
    const identity = TrailIdentity.account({
      ...{ trailName: 'company', homeRegion: Aws.REGION, ownerAccount: ACCOUNT },
    });
    expect(() => AuditTrail.fromLookup(newStack(), 'Trail', { identity })).toThrow('Cannot determine scope');
  });

  test('is found under a key that its properties make, so that two lookups of one trail are one query', () => {
    const stack = newStack();
    AuditTrail.fromLookup(stack, 'One', EVERYTHING);
    AuditTrail.fromLookup(stack, 'Two', EVERYTHING);
    expect(missingIn(stack)).toHaveLength(1);
  });
});
