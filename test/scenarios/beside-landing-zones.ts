import { type App, Duration, Stack } from 'aws-cdk-lib';
import { Topic } from 'aws-cdk-lib/aws-sns';
import {
  AlarmSet,
  type IAuditTrail,
  LandingZone,
  type LandingZoneProps,
  LogArchive,
  LogArchiveReplica,
  Trailwatch,
  type TrailwatchProps,
} from '../../lib/index';
import { LOG_ARCHIVE, MANAGEMENT, oneRule, REGION } from '../constructs/synthesize';
import { ORGANIZATION_ROOT } from './guardrails';
import { PLACES } from './landing-zones';

const KEY_ARN = `arn:aws:kms:${REGION}:${MANAGEMENT}:key/0a1b2c3d-0000-4000-8000-000000000000`;
const EXEMPT_ROLE = `arn:aws:iam::${LOG_ARCHIVE}:role/AWSControlTowerExecution`;

/** Where the parts of an estate beside a landing zone are. */
interface Stacks {
  readonly detection: Stack;
  /** A stack that is made when it is asked for. */
  readonly other: (id: string, place?: { readonly account?: string; readonly region?: string }) => Stack;
  readonly zone: LandingZone;
  /** The trail of the landing zone. */
  readonly trail: IAuditTrail;
}

/** What is deployed beside a landing zone, as its owner and ours have it at some time. */
export interface BesideZone {
  readonly zone: Partial<LandingZoneProps>;
  readonly parts: readonly ((stacks: Stacks) => Partial<TrailwatchProps>)[];
}

/** The landing zones, each as its documented names say. */
export const ZONES = {
  'Control Tower': (props: Partial<LandingZoneProps>) => LandingZone.controlTower({ ...PLACES, ...props }),
  'the Landing Zone Accelerator': (props: Partial<LandingZoneProps>) =>
    LandingZone.accelerator({ ...PLACES, ...props }),
} as const;

export const DEPLOYED_BESIDE: BesideZone = { zone: {}, parts: [] };

function withZone(zone: Partial<LandingZoneProps>): (before: BesideZone) => BesideZone {
  return (before) => ({ ...before, zone: { ...before.zone, ...zone } });
}

function withPart(
  part: BesideZone['parts'][number],
  zone: Partial<LandingZoneProps> = {},
): (before: BesideZone) => BesideZone {
  return (before) => ({ ...withZone(zone)(before), parts: [...before.parts, part] });
}

/** Later changes, of the landing zone by its owner and of what stands beside it. */
export const CHANGES_BESIDE: Readonly<Record<string, (before: BesideZone) => BesideZone>> = {
  'the landing zone encrypts with a key': withZone({ keyArn: KEY_ARN }),
  'the landing zone gets another bucket': withZone({
    bucketName: `aws-controltower-cloudtrail-logs-${LOG_ARCHIVE}-abc-def`,
  }),
  'the bucket notifies the queue': withPart(() => ({ bucketNotifications: true })),
  'a topic announces files': withPart(({ detection }) => ({
    deliveryTopics: [
      Topic.fromTopicArn(detection, 'Announced', `arn:aws:sns:${REGION}:${LOG_ARCHIVE}:log-files`),
    ],
  })),
  'a replica is read instead': withPart(({ detection, zone, trail }) => {
    const { bucket } = new LogArchiveReplica(detection, 'Copy', { sourceAccount: LOG_ARCHIVE });
    const trails = [zone.identity];
    const { keyPrefix } = trail.archive;
    return {
      archive: LogArchive.fromBucket(detection, 'Replicas', {
        ...{ bucket, trails, keyPrefix, policyManagedElsewhere: true },
      }),
    };
  }),
  'alarms on the log group of the trail': withPart(
    ({ other }) => ({ trailScope: other('Management', { account: MANAGEMENT }), alarms: AlarmSet.quiet() }),
    { logGroupName: 'landing-zone/CloudTrailLogs' },
  ),
  'a delivery monitor': withPart(() => ({ deliveryMonitor: {} })),
  'realtime alerts of two Regions': withPart(({ other }) => ({
    realtime: { regionScopes: [other('Elsewhere', { region: 'us-east-1' })] },
  })),
  'guardrails in the management account': withPart(({ other }) => ({
    trailScope: other('Management', { account: MANAGEMENT }),
    guardrails: { exemptRoleArns: [EXEMPT_ROLE], targetIds: [ORGANIZATION_ROOT] },
  })),
  'silences and first uses': withPart(() => ({ silences: {}, firstSeenAfter: Duration.days(7) })),
  'a second recipient': withPart(() => ({ emails: ['security@example.com', 'soc@example.com'] })),
};

/** Adds the stacks beside a landing zone to an app that has none. */
export function buildBeside(app: App, name: keyof typeof ZONES, { zone, parts }: BesideZone): void {
  const other: Stacks['other'] = (id, { account = LOG_ARCHIVE, region = REGION } = {}) =>
    (app.node.tryFindChild(id) as Stack | undefined) ?? new Stack(app, id, { env: { account, region } });
  const detection = other('Detection');
  const landingZone = ZONES[name](zone);
  const trail = landingZone.trail(detection, 'Trail');
  const props = parts.map((part) => part({ detection, other, zone: landingZone, trail }));
  new Trailwatch(detection, 'Trailwatch', {
    trail,
    ...{ rules: oneRule(), emails: ['security@example.com'] },
    ...Object.assign({}, ...props),
  });
}
