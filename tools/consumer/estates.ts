import { Annotations, type App, Stack } from 'aws-cdk-lib';
import {
  AlarmContext,
  AlarmSet,
  AlertTopic,
  AuditTrail,
  LogArchive,
  LogProcessor,
  MetricAlarms,
  TrailIdentity,
  TrailLogGroup,
  Trailwatch,
} from '../../lib/index';

const MANAGEMENT = '111122223333';
const LOG_ARCHIVE = '444455556666';
const REGION = 'eu-central-1';
const EMAILS = ['security@example.com'];

/** What most users deploy: the default of one account, an organization with every route, and alarms from parts. */
export function addEstates(app: App): void {
  addDefault(app);
  addOrganization(app);
  addAlarms(app);
}

function addDefault(app: App): void {
  new Trailwatch(stackOf(app, 'Default', MANAGEMENT), 'Trailwatch', { emails: EMAILS });
}

function addOrganization(app: App): void {
  const trailScope = stackOf(app, 'Management', MANAGEMENT);
  new Trailwatch(stackOf(app, 'LogArchive', LOG_ARCHIVE), 'Trailwatch', {
    identity: TrailIdentity.organization({
      trailName: 'everyone',
      homeRegion: REGION,
      managementAccount: MANAGEMENT,
      organizationId: 'o-exampleorgid',
    }),
    trailScope,
    bucketName: 'example-organization-logs',
    emails: EMAILS,
    alarms: AlarmSet.securityHub(),
    realtime: { memberRegions: [REGION], organizationalUnitIds: ['r-abcd'] },
  });
}

/** Its topic has no subscriber, which is acknowledged on the topic itself. */
function addAlarms(app: App): void {
  const stack = stackOf(app, 'Alarms', MANAGEMENT);
  const identity = TrailIdentity.account({
    trailName: 'audit',
    homeRegion: REGION,
    ownerAccount: MANAGEMENT,
  });
  const archive = new LogArchive(stack, 'Archive', { trails: [identity] });
  const trail = new AuditTrail(stack, 'Trail', { identity, archive, cloudWatchLogs: TrailLogGroup.create() });
  const alertTopic = new AlertTopic(stack, 'Alerts');
  Annotations.of(alertTopic).acknowledgeWarning(
    'cdk-trailwatch:noSubscriber',
    'the pager subscribes by hand',
  );
  const processor = new LogProcessor(stack, 'Processor', { archive, alertTopic });
  const alarms = new MetricAlarms(stack, 'MetricAlarms', {
    trail,
    alertTopic,
    alarms: AlarmSet.securityHub(),
    dashboard: true,
  });
  new AlarmContext(stack, 'AlarmContext', { metricAlarms: alarms, processor });
}

function stackOf(app: App, id: string, account: string): Stack {
  return new Stack(app, id, { env: { account, region: REGION } });
}
