import type { Stack } from 'aws-cdk-lib';
import { Key } from 'aws-cdk-lib/aws-kms';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { AuditTrail, LogArchive, TrailLogGroup } from '../../../lib/index';
import {
  ACCOUNT,
  MANAGEMENT,
  newStack,
  ORGANIZATION,
  ORGANIZATION_TRAIL,
  ORGANIZATION_TRAIL_ARN,
  REGION,
  type Resource,
  resourceOf,
  resourcesOf,
  synthError,
  TRAIL,
  TRAIL_ARN,
} from '../synthesize';
import { synthesize } from './synthesize-trail';

const CLOUDTRAIL = { Service: 'cloudtrail.amazonaws.com' };

function trailOf(stack: Stack): Resource {
  return resourceOf(stack, 'AWS::CloudTrail::Trail');
}

describe('the log group of a trail', () => {
  test('is kept for a year, and written by a role for this trail and its streams alone', () => {
    const { stack, trail } = synthesize({ cloudWatchLogs: TrailLogGroup.create() });
    const group = resourceOf(stack, 'AWS::Logs::LogGroup', 'TrailLogs');
    expect([group.Properties, group.DeletionPolicy]).toEqual([{ RetentionInDays: 365 }, 'Retain']);
    const role = resourceOf(stack, 'AWS::IAM::Role', 'TrailLogs').Properties;
    expect(role.AssumeRolePolicyDocument.Statement).toEqual([
      {
        Effect: 'Allow',
        Principal: CLOUDTRAIL,
        Action: 'sts:AssumeRole',
        Condition: { StringEquals: { 'aws:SourceArn': TRAIL_ARN } },
      },
    ]);
    const groupArn = [
      'arn:',
      { Ref: 'AWS::Partition' },
      `:logs:${REGION}:${ACCOUNT}:log-group:`,
      { Ref: 'TrailLogsGroup94A42E7E' },
    ];
    const Resource = {
      'Fn::Join': ['', [...groupArn, `:log-stream:${ACCOUNT}_CloudTrail_${REGION}*`]],
    };
    expect(resourceOf(stack, 'AWS::IAM::Policy', 'TrailLogs').Properties.PolicyDocument.Statement).toEqual([
      {
        Sid: 'AWSCloudTrailCreateLogStream20141101',
        Effect: 'Allow',
        Action: 'logs:CreateLogStream',
        Resource,
      },
      { Sid: 'AWSCloudTrailPutLogEvents20141101', Effect: 'Allow', Action: 'logs:PutLogEvents', Resource },
    ]);
    const { Properties, DependsOn } = trailOf(stack);
    expect(Properties.CloudWatchLogsLogGroupArn).toEqual({ 'Fn::Join': ['', [...groupArn, ':*']] });
    expect(stack.resolve(trail.logGroup?.logGroupName)).toEqual({ Ref: 'TrailLogsGroup94A42E7E' });
    expect(DependsOn).toContain('TrailLogsRoleDefaultPolicy21DE5168');
  });

  test('has metrics, which a trail without one has not', () => {
    const { stack, trail } = synthesize({ cloudWatchLogs: TrailLogGroup.create() });
    const [events, bytes] = [trail.metricLogEvents(), trail.metricLogBytes()];
    expect([events.namespace, events.metricName, bytes.metricName]).toEqual([
      'AWS/Logs',
      'IncomingLogEvents',
      'IncomingBytes',
    ]);
    expect(stack.resolve(events.dimensions)).toEqual({ LogGroupName: { Ref: 'TrailLogsGroup94A42E7E' } });
    expect(() => synthesize().trail.metricLogEvents()).toThrow(
      new Error(
        "the trail 'primary' has no log group, so there is no metric; set cloudWatchLogs, or give the logGroup of an imported trail to AuditTrail.fromTrailAttributes",
      ),
    );
  });

  test('of an organization is written for the organization as well', () => {
    const { stack } = synthesize({ cloudWatchLogs: TrailLogGroup.create() }, ORGANIZATION_TRAIL);
    const [create] = resourceOf(stack, 'AWS::IAM::Policy', 'TrailLogs').Properties.PolicyDocument.Statement;
    const streams = create.Resource.map((arn: Record<string, [string, unknown[]]>) =>
      arn['Fn::Join']?.[1].at(-1),
    );
    expect(streams).toEqual([
      `:log-stream:${MANAGEMENT}_CloudTrail_${REGION}*`,
      `:log-stream:${ORGANIZATION}_*`,
    ]);
    const trust = resourceOf(stack, 'AWS::IAM::Role', 'TrailLogs').Properties.AssumeRolePolicyDocument;
    expect(trust.Statement[0].Condition).toEqual({
      StringEquals: { 'aws:SourceArn': ORGANIZATION_TRAIL_ARN },
    });
  });

  test('may have a key, a name and another retention', () => {
    const stack = newStack();
    const cloudWatchLogs = TrailLogGroup.create({
      encryptionKey: new Key(stack, 'LogKey'),
      logGroupName: '/audit/trail',
      retention: RetentionDays.TEN_YEARS,
    });
    const archive = new LogArchive(stack, 'Archive', { trails: [TRAIL] });
    new AuditTrail(stack, 'Trail', { identity: TRAIL, archive, cloudWatchLogs });
    expect(resourceOf(stack, 'AWS::Logs::LogGroup', 'TrailLogs').Properties).toEqual({
      LogGroupName: '/audit/trail',
      RetentionInDays: 3653,
      KmsKeyId: { 'Fn::GetAtt': ['LogKeyE83D0C1B', 'Arn'] },
    });
    expect(resourceOf(stack, 'AWS::KMS::Key', 'LogKey').Properties.KeyPolicy.Statement[1]).toEqual({
      Sid: 'AllowCloudWatchLogs',
      Effect: 'Allow',
      Principal: { Service: { 'Fn::Join': ['', [`logs.${REGION}.`, { Ref: 'AWS::URLSuffix' }]] } },
      Action: ['kms:Encrypt*', 'kms:Decrypt*', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:Describe*'],
      Resource: '*',
      Condition: {
        ArnLike: {
          'kms:EncryptionContext:aws:logs:arn': {
            'Fn::Join': [
              '',
              ['arn:', { Ref: 'AWS::Partition' }, `:logs:${REGION}:${ACCOUNT}:log-group:/audit/trail`],
            ],
          },
        },
      },
    });
  });

  test('of no given name is trusted by its key under what CloudFormation will call it, and no other is', () => {
    const stack = newStack();
    const cloudWatchLogs = TrailLogGroup.create({ encryptionKey: new Key(stack, 'LogKey') });
    const archive = new LogArchive(stack, 'Archive', { trails: [TRAIL] });
    new AuditTrail(stack, 'Trail', { identity: TRAIL, archive, cloudWatchLogs });
    const [, statement] = resourceOf(stack, 'AWS::KMS::Key', 'LogKey').Properties.KeyPolicy.Statement;
    const arn = statement.Condition.ArnLike['kms:EncryptionContext:aws:logs:arn']['Fn::Join'][1].at(-1);
    expect(arn).toMatch(
      new RegExp(`^:logs:${REGION}:${ACCOUNT}:log-group:Stack-TrailLogsGroup[0-9A-F]{8}-\\*$`),
    );
  });

  test('fails on an imported key with the statement to add, until its policy is managed elsewhere', () => {
    const build = (policyManagedElsewhere: boolean) => {
      const stack = newStack();
      const encryptionKey = Key.fromKeyArn(
        stack,
        'Key',
        `arn:aws:kms:${REGION}:${ACCOUNT}:key/0a1b2c3d-0000-4000-8000-000000000000`,
      );
      const archive = new LogArchive(stack, 'Archive', { trails: [TRAIL] });
      const cloudWatchLogs = TrailLogGroup.create({ encryptionKey, policyManagedElsewhere });
      new AuditTrail(stack, 'Trail', { identity: TRAIL, archive, cloudWatchLogs });
      return stack;
    };
    const message = synthError(build(false));
    expect(message).toContain('cannot be changed from this app, and CloudWatch Logs needs these statements');
    expect(message).toContain('"Sid": "AllowCloudWatchLogs"');
    expect(resourceOf(build(true), 'AWS::Logs::LogGroup', 'TrailLogs').Properties.KmsKeyId).toContain('0a1b');
  });

  test('may be one that is there already', () => {
    const stack = newStack();
    const logGroup = LogGroup.fromLogGroupName(stack, 'Company', 'company-trail');
    const archive = new LogArchive(stack, 'Archive', { trails: [TRAIL] });
    const cloudWatchLogs = TrailLogGroup.fromLogGroup(logGroup);
    new AuditTrail(stack, 'Trail', { identity: TRAIL, archive, cloudWatchLogs });
    expect(resourcesOf(stack, 'AWS::Logs::LogGroup', 'TrailLogs')).toEqual([]);
    expect(trailOf(stack).Properties.CloudWatchLogsLogGroupArn).toEqual({
      'Fn::Join': [
        '',
        ['arn:', { Ref: 'AWS::Partition' }, `:logs:${REGION}:${ACCOUNT}:log-group:company-trail:*`],
      ],
    });
  });

  test('fails in another account or Region than the trail', () => {
    const stack = newStack();
    const arn = `arn:aws:logs:us-east-1:${ACCOUNT}:log-group:company-trail`;
    const archive = new LogArchive(stack, 'Archive', { trails: [TRAIL] });
    const cloudWatchLogs = TrailLogGroup.fromLogGroup(LogGroup.fromLogGroupArn(stack, 'Company', arn));
    expect(() => new AuditTrail(stack, 'Trail', { identity: TRAIL, archive, cloudWatchLogs })).toThrow(
      new Error(
        `cloudWatchLogs: the log group is in '${ACCOUNT}' and 'us-east-1', the trail is created in '${ACCOUNT}' and ` +
          `'${REGION}': CloudTrail requires a log group in the home Region and in the account that creates the trail; ` +
          "use a log group in the trail's account and home Region",
      ),
    );
  });
});
