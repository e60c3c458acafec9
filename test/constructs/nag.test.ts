import { App, Stack } from 'aws-cdk-lib';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import recommendedFlags from 'aws-cdk-lib/recommended-feature-flags.json';
import {
  AlarmSet,
  AlertTopic,
  AuditTrail,
  ChatTopic,
  EventBusSink,
  LogArchive,
  LogProcessor,
  LogReader,
  LogReaderRole,
  Trailwatch,
} from '../../lib/index';
import { organizationWithLogGroupAndTopic } from '../scenarios/deliveries';
import { lake } from '../scenarios/lake';
import { NAG_VERSIONS, synthesizeJudged } from './nag-versions';
import {
  ACCOUNT,
  LOG_ARCHIVE,
  LOG_BUCKET,
  MANAGEMENT,
  ORGANIZATION_TRAIL,
  oneRule,
  REGION,
  resourcesOf,
  TRAIL,
} from './synthesize';

const emails = ['security@example.com'];

describe.each(NAG_VERSIONS)('AwsSolutions of $version', ({ addPacks }) => {
  function checkedApp(context: Record<string, unknown> = {}): App {
    const app = new App({ context });
    addPacks(app, ['AwsSolutions']);
    return app;
  }

  test('finds nothing in one account, known or not', () => {
    const app = checkedApp();
    new Trailwatch(new Stack(app, 'Agnostic'), 'Trailwatch', { rules: oneRule(), emails });
    const env = { account: ACCOUNT, region: REGION };
    new Trailwatch(new Stack(app, 'Known', { env }), 'Trailwatch', {
      rules: oneRule(),
      emails,
      identity: TRAIL,
    });
    expect(() => synthesizeJudged(app)).not.toThrow();
  });

  test('finds nothing in one account with alarms, a test alert and a chat topic', () => {
    const app = checkedApp();
    const stack = new Stack(app, 'Stack');
    const alertTopic = new AlertTopic(stack, 'Alerts', { emails });
    new Trailwatch(stack, 'Trailwatch', { rules: oneRule(), alertTopic, alarms: AlarmSet.quiet() });
    new ChatTopic(stack, 'Chat', { alertTopic });
    new EventBusSink(stack, 'Events', { alertTopic, eventBus: new EventBus(stack, 'Bus') });
    alertTopic.sendTestAlert({ at: new Date('2026-11-20') });
    expect(() => synthesizeJudged(app)).not.toThrow();
  });

  test('finds nothing in an organization with a log archive account', () => {
    const app = checkedApp();
    const archiveStack = new Stack(app, 'LogArchive', { env: { account: LOG_ARCHIVE, region: REGION } });
    const trailScope = new Stack(app, 'Management', { env: { account: MANAGEMENT, region: REGION } });
    new Trailwatch(archiveStack, 'Trailwatch', {
      identity: ORGANIZATION_TRAIL,
      trailScope,
      bucketName: LOG_BUCKET,
      rules: oneRule(),
      emails,
      keyPrefix: 'audit',
    });
    expect(() => synthesizeJudged(app)).not.toThrow();
  });

  test('finds nothing when every part has a stack of its own', () => {
    const app = checkedApp();
    const env = { account: ACCOUNT, region: REGION };
    const stack = (id: string) => new Stack(app, id, { env });
    const archive = new LogArchive(stack('Archive'), 'Archive', { trails: [TRAIL], bucketName: LOG_BUCKET });
    new AuditTrail(stack('Trail'), 'Trail', { identity: TRAIL, archive });
    const alertTopic = new AlertTopic(stack('Alerts'), 'Alerts', { emails });
    new LogProcessor(stack('Processor'), 'Processor', { archive, alertTopic, rules: oneRule() });
    expect(() => synthesizeJudged(app)).not.toThrow();
  });

  test('finds nothing with all the feature flags that a new app has', () => {
    const app = checkedApp(recommendedFlags);
    new Trailwatch(new Stack(app, 'Stack'), 'Trailwatch', { rules: oneRule(), emails });
    expect(() => synthesizeJudged(app)).not.toThrow();
  });

  test('finds nothing in a reader whose folders take several policies, in a stack of its own', () => {
    const app = checkedApp(recommendedFlags);
    const stack = (id: string) => new Stack(app, id, { env: { account: LOG_ARCHIVE, region: REGION } });
    const archive = new LogArchive(stack('Archive'), 'Archive', { trails: [ORGANIZATION_TRAIL] });
    const readers = stack('Readers');
    new LogReaderRole(readers, 'Reader', {
      archive,
      reader: LogReader.ownAccount({ account: ACCOUNT }),
      readable: { accounts: [ACCOUNT, LOG_ARCHIVE, MANAGEMENT], regions: ['eu-central-1', 'us-east-1'] },
    });
    expect(() => synthesizeJudged(app)).not.toThrow();
    expect(resourcesOf(readers, 'AWS::IAM::ManagedPolicy').length).toBeGreaterThan(1);
  });

  test('finds nothing in a trail with a log group and a topic', () => {
    const app = checkedApp();
    organizationWithLogGroupAndTopic.build(app);
    expect(() => synthesizeJudged(app)).not.toThrow();
  });

  test('finds nothing in event data stores and the bucket of their results', () => {
    const app = checkedApp();
    lake.build(app);
    expect(() => synthesizeJudged(app)).not.toThrow();
  });

  test('finds a wildcard that a user adds to the processor', () => {
    const app = checkedApp();
    const { processor } = new Trailwatch(new Stack(app, 'Stack'), 'Trailwatch', { rules: oneRule(), emails });
    processor.grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({ actions: ['s3:PutObject'], resources: ['*'] }),
    );
    expect(() => synthesizeJudged(app)).toThrow('AwsSolutions-IAM5[Resource::*]');
  });
});
