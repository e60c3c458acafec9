import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { toAlert } from '../../../../lib/core/alert/from-record/to-alert';
import type { CloudTrailRecord } from '../../../../lib/core/record/record';
import { STOPPED, sampleAlert } from '../sample-alert';
import { stopLoggingRecord } from '../stop-logging-record';

describe('toAlert', () => {
  it('gives the document of version 2', () => {
    const record = stopLoggingRecord({
      resources: [
        { ARN: 'arn:aws:cloudtrail:eu-west-1:111122223333:trail/main', type: 'AWS::CloudTrail::Trail' },
      ],
    });
    const source = { bucket: 'logs', key: 'AWSLogs/111122223333/a.json.gz', index: 3 };
    expect(toAlert(STOPPED, record, { route: 'log-file', source })).toEqual({
      version: 2,
      id: createHash('sha256')
        .update('0b0f2a76-3a0c-4d4e-9f1a-6b1f6a1d0001\n111122223333\n6f1d1d5e-7c1f-4f5a-9a53-2f7f3f6f1a01')
        .digest('hex'),
      ruleId: '0b0f2a76-3a0c-4d4e-9f1a-6b1f6a1d0001',
      ruleName: 'trail-stopped',
      title: 'CloudTrail logging stopped',
      severity: 'high',
      tags: ['attack.defense_evasion', 'attack.t1562.008', 'attack.t1685.002'],
      summary:
        "IAM user alice (account 111122223333) stopped logging of trail 'main' in eu-west-1 from 203.0.113.7 without MFA",
      eventID: '6f1d1d5e-7c1f-4f5a-9a53-2f7f3f6f1a01',
      eventTime: '2026-11-20T03:00:00Z',
      eventName: 'StopLogging',
      eventSource: 'cloudtrail.amazonaws.com',
      awsRegion: 'eu-west-1',
      recipientAccountId: '111122223333',
      actor: {
        type: 'IAMUser',
        arn: 'arn:aws:iam::111122223333:user/alice',
        name: 'alice',
        accountId: '111122223333',
        mfa: false,
      },
      sourceIPAddress: '203.0.113.7',
      userAgent: 'aws-cli/2.31.0',
      outcome: { status: 'succeeded' },
      resources: ['arn:aws:cloudtrail:eu-west-1:111122223333:trail/main'],
      resourceDetails: [
        {
          type: 'AWS::CloudTrail::Trail',
          name: 'main',
          arn: 'arn:aws:cloudtrail:eu-west-1:111122223333:trail/main',
        },
      ],
      details: {},
      firstSteps: ['Start it again.'],
      links: {
        record:
          'https://eu-west-1.console.aws.amazon.com/cloudtrailv2/home?region=eu-west-1#/events/6f1d1d5e-7c1f-4f5a-9a53-2f7f3f6f1a01',
        actor:
          'https://eu-west-1.console.aws.amazon.com/cloudtrailv2/home?region=eu-west-1#/events?Username=alice',
      },
      route: 'log-file',
      source,
      record,
    });
  });

  it('gives the same id on another route and from another file', () => {
    const elsewhere = toAlert(STOPPED, stopLoggingRecord(), { route: 'event-bus', source: {} });
    expect(elsewhere.id).toBe(sampleAlert().id);
  });

  it('gives another id for the copy that another account received', () => {
    expect(sampleAlert({ recipientAccountId: '444455556666' }).id).not.toBe(sampleAlert().id);
  });

  it('takes the name and the source of an Insights record from its details', () => {
    const insight = {
      eventTime: '2026-11-20T03:00:00Z',
      eventType: 'AwsCloudTrailInsight',
      eventID: '6f1d1d5e-7c1f-4f5a-9a53-2f7f3f6f1a02',
      recipientAccountId: '111122223333',
      insightDetails: { eventName: 'RunInstances', eventSource: 'ec2.amazonaws.com', state: 'Start' },
    } as unknown as CloudTrailRecord;
    const alert = toAlert(STOPPED, insight, { route: 'cli', source: {} });
    expect([alert.eventName, alert.eventSource]).toEqual(['RunInstances', 'ec2.amazonaws.com']);
  });

  it('makes an alert of any JSON object', () => {
    const members = fc.constantFrom(
      ...Object.keys(stopLoggingRecord()),
      'resources',
      'errorCode',
      'insightDetails',
      'additionalEventData',
    );
    // as JSON.stringify writes it, which writes 0 for -0
    const written = fc.jsonValue({ maxDepth: 5 }).map((value) => JSON.parse(JSON.stringify(value)));
    fc.assert(
      fc.property(fc.dictionary(members, written), (record) => {
        const alert = toAlert(STOPPED, record as unknown as CloudTrailRecord, { route: 'cli', source: {} });
        expect(alert.id).toMatch(/^[0-9a-f]{64}$/);
        expect(alert.summary).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}]/u);
        expect(Array.from(alert.summary).length).toBeLessThanOrEqual(300);
        expect(JSON.parse(JSON.stringify(alert))).toEqual(alert);
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    ['events', 'DeleteConnection', { name: 'x' }, "deleted connection 'x'", ['x']],
    ['cloudtrail', 'UpdateEventDataStore', { eventDataStore: 'e', name: 'x' }, "event data store 'e' in", []],
    ['wafv2', 'DeleteIPSet', { name: 'x', id: 'i' }, "deleted IP set 'x'", ['x', 'i']],
    ['scheduler', 'DeleteScheduleGroup', { name: 'x' }, "deleted schedule group 'x'", ['x']],
    ['fsx', 'DeleteSnapshot', { snapshotId: 'x' }, "deleted snapshot 'x'", ['x']],
    ['lightsail', 'DeleteBucket', { bucketName: 'x' }, "deleted bucket 'x'", ['x']],
    ['ssm', 'CreateAssociation', { name: 'x' }, "created an association of document 'x'", []],
    [
      'ssm',
      'SendCommand',
      { documentName: 'AWS-RunShellScript' },
      "'AWS-RunShellScript'",
      [expect.stringMatching(/^arn:aws:ssm:[a-z0-9-]+::document\/AWS-RunShellScript$/)],
    ],
    [
      'rds',
      'RestoreDBClusterFromSnapshot',
      { dBClusterIdentifier: 'x', snapshotIdentifier: 's' },
      "restored DB cluster 'x' from snapshot 's'",
      [],
    ],
    ['rds', 'RestoreDBClusterFromSnapshot', { dBClusterIdentifier: 'x' }, "restored DB cluster 'x' in", []],
    ['eks', 'CreatePodIdentityAssociation', { name: 'x' }, "pod identity association in cluster 'x'", []],
  ])(
    'takes a name for what it means in the call: %s %s %j',
    (service, eventName, parameters, words, names) => {
      const record = {
        eventSource: `${service}.amazonaws.com`,
        eventName,
        requestParameters: parameters,
        responseElements: null,
        resources: undefined,
      };
      const { summary, resources } = sampleAlert(record);
      expect(summary).toContain(words);
      if (names.length > 0) expect(resources).toEqual(names);
      expect(resources.join()).not.toMatch(/:(?:rule|trail)\/x|:snapshot\/x|:s3:::/);
    },
  );

  it('names no trail after an event selector', () => {
    const requestParameters = {
      trailName: 'main',
      advancedEventSelectors: [{ name: 'm', fieldSelectors: [{ field: 'eventCategory', equals: ['Data'] }] }],
    };
    expect(
      sampleAlert({ eventName: 'PutEventSelectors', requestParameters, resources: undefined }).resources,
    ).toEqual(['arn:aws:cloudtrail:eu-west-1:111122223333:trail/main']);
  });

  it('makes an alert of a record of which any one member has another type', () => {
    const identity = stopLoggingRecord().userIdentity as object;
    const wrong = [null, 7, true, '', 'text', [], {}, [[null]], { items: 5 }];
    const damaged = wrong.flatMap((value) => [
      ...Object.keys(stopLoggingRecord()).map((key) => ({ [key]: value })),
      ...Object.keys(identity).map((key) => ({ userIdentity: { ...identity, [key]: value } })),
    ]);
    expect(damaged.length).toBeGreaterThan(200);
    for (const members of damaged) expect(sampleAlert(members).actor.name).not.toBe('');
  });
});
