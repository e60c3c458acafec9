import { App, Stack } from 'aws-cdk-lib';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Bucket, CfnBucket, CfnBucketPolicy } from 'aws-cdk-lib/aws-s3';
import {
  AlarmSet,
  AlertTopic,
  AuditGuardrails,
  AuditTrail,
  LogArchive,
  LogReader,
  LogReaderRole,
  MetricAlarms,
  RealtimeAlerts,
  RealtimeAlertsRegion,
  TrailIdentity,
  Trailwatch,
} from '../../../lib/index';
import { ACCOUNT, newStack, oneRule, REGION, synthError, TRAIL } from '../synthesize';

const HERE = { account: ACCOUNT, region: REGION };

describe('fails where CloudFormation would, on one name for two', () => {
  test('trails in two stacks of one account and Region, and not in two Regions or accounts', () => {
    const build = (...environments: { account: string; region: string }[]) => {
      const app = new App();
      for (const [index, env] of environments.entries()) {
        const stack = new Stack(app, `Stack${index}`, { env });
        const identity = TrailIdentity.account({
          trailName: 'audit',
          homeRegion: env.region,
          ownerAccount: env.account,
        });
        const archive = new LogArchive(stack, 'Archive', { trails: [identity] });
        new AuditTrail(stack, 'Trail', { identity, archive });
      }
      return () => app.synth();
    };
    expect(build(HERE, HERE)).toThrow(
      `'Stack0/Trail' and 'Stack1/Trail' both have the trail name 'audit' in account '${ACCOUNT}' and Region '${REGION}' (identity): ` +
        'CloudFormation creates the first one',
    );
    expect(build(HERE, { ...HERE, account: '222233334444' })).not.toThrow();
    expect(build(HERE, { ...HERE, region: 'eu-west-1' })).not.toThrow();
  });

  test('one identity in two trails of one stack', () => {
    const stack = newStack();
    const archive = new LogArchive(stack, 'Archive', { trails: [TRAIL] });
    new AuditTrail(stack, 'One', { identity: TRAIL, archive });
    new AuditTrail(stack, 'Other', { identity: TRAIL, archive });
    expect(synthError(stack)).toContain("'Stack/One' and 'Stack/Other' both have the trail name 'primary'");
  });

  test('two roles in one account, whose Regions share them, also where the names are those of the constructs', () => {
    const build = (roleName: string | undefined, ...environments: { account: string; region: string }[]) => {
      const app = new App();
      environments.forEach((env, index) => {
        const stack = new Stack(app, `Stack${index}`, { env, stackName: 'Archive' });
        const archive = new LogArchive(stack, 'Archive', { trails: [TRAIL] });
        const reader = LogReader.ownAccount({ account: '333344445555' });
        new LogReaderRole(stack, 'Reader', { archive, reader, roleName });
      });
      return { synth: () => app.synth() };
    };
    const elsewhere = { ...HERE, region: 'us-east-1' };
    expect(build('Audit', HERE, elsewhere).synth).toThrow(
      `'Stack0/Reader' and 'Stack1/Reader' both have the role name 'Audit' in account '${ACCOUNT}' (roleName): `,
    );
    expect(build('Audit', HERE, { ...elsewhere, account: '222233334444' }).synth).not.toThrow();
    expect(build(undefined, HERE, elsewhere).synth).toThrow(/both have the role name 'ArchiveReader\w+'/);
  });

  test('two Trailwatch in one account and Region', () => {
    const app = new App();
    for (const id of ['One', 'Other'])
      new Trailwatch(new Stack(app, id, { env: HERE }), 'T', { rules: oneRule() });
    expect(() => app.synth()).toThrow("both have the trail name 'trailwatch'");
  });

  test('two home buses', () => {
    const app = new App();
    for (const id of ['One', 'Other']) {
      const stack = new Stack(app, id, { env: HERE });
      const alertTopic = new AlertTopic(stack, 'Alerts', { emails: ['security@example.com'] });
      new RealtimeAlerts(stack, 'Realtime', { alertTopic, rules: oneRule() });
    }
    expect(() => app.synth()).toThrow("both have the event bus name 'trailwatch-realtime'");
  });

  test('two sets of alarms whose names begin alike', () => {
    const app = new App();
    for (const id of ['One', 'Other']) {
      const stack = new Stack(app, id, { env: HERE });
      new MetricAlarms(stack, 'Alarms', {
        logGroup: LogGroup.fromLogGroupName(stack, 'Trail', 'audit'),
        alertTopic: new AlertTopic(stack, 'Alerts', { emails: ['security@example.com'] }),
        alarms: AlarmSet.quiet().only('trail-changed'),
        namePrefix: 'audit',
      });
    }
    expect(() => app.synth()).toThrow("'One/Alarms' and 'Other/Alarms' both have the alarm name 'audit/'");
  });

  test('a second policy beside the one that the bucket has', () => {
    const stack = newStack();
    const resource = new CfnBucket(stack, 'Logs', { bucketName: 'logs' });
    new CfnBucketPolicy(stack, 'Policy', { bucket: resource.ref, policyDocument: { Statement: [] } });
    const bucket = Bucket.fromCfnBucket(resource);
    LogArchive.fromBucket(stack, 'Archive', { bucket, trails: [TRAIL] });
    expect(synthError(stack)).toContain("and 'Stack/Policy': a bucket has one policy");
  });
});

describe('fails on values that AWS would refuse', () => {
  test('a misspelt Region, with the one that is meant, and takes Regions that are not known yet', () => {
    const build = (homeRegion: string) => () =>
      TrailIdentity.account({ trailName: 'audit', homeRegion, ownerAccount: ACCOUNT });
    expect(build('eu-cental-1')).toThrow(
      "homeRegion 'eu-cental-1' is not a Region that is known; did you mean 'eu-central-1'?",
    );
    expect(build('us-esat-1')).toThrow("did you mean 'us-east-1'?");
    for (const region of ['eu-central-9', 'sa-west-1', 'me-northeast-2']) expect(build(region)).not.toThrow();
  });

  test('a bus that is no ARN', () => {
    expect(
      () => new RealtimeAlertsRegion(newStack(), 'Realtime', { busArn: 'trailwatch', rules: oneRule() }),
    ).toThrow("busArn 'trailwatch' is not a valid event bus ARN: it must be the ARN of an event bus");
  });

  test('a target that no policy can be attached to', () => {
    const stack = newStack();
    expect(
      () =>
        new AuditGuardrails(stack, 'Guardrails', {
          stacks: [],
          trails: [TRAIL],
          exemptRoleArns: [],
          targetIds: ['bad'],
        }),
    ).toThrow("targetIds 'bad' is not a valid policy target");
  });
});
