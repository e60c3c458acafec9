import { Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { AlarmContext } from './alarm/alarm-context';
import type { AlarmSet } from './alarm/alarm-set';
import { MetricAlarms } from './alarm/metric-alarms';
import { AlertTopic } from './alert/alert-topic';
import { LogArchive } from './archive/log-archive';
import { LogProcessor } from './detection/log-processor';
import { TrailIdentity } from './identity/trail-identity';
import { IntegrityMonitor } from './integrity/integrity-monitor';
import { refusalOf } from './preflight/report-finding';
import type { RuleSet } from './rule/rule-set';
import { AuditTrail } from './trail/audit-trail';
import { TrailLogGroup } from './trail/trail-log-group';

/** What `Trailwatch` is made from. */
export interface TrailwatchProps {
  /**
   * Which trail to create.
   *
   * @default - a trail named `trailwatch` that logs the stack's own account, from the stack's own Region
   */
  readonly identity?: TrailIdentity;

  /**
   * Where the trail is created: the stack of another account for an organization whose archive has an account of
   * its own, which is where `Trailwatch` itself then belongs.
   *
   * @default - beside everything else
   */
  readonly trailScope?: Construct;

  /**
   * What stands before `AWSLogs/` in every key, without slashes at its ends.
   *
   * @default - nothing
   */
  readonly keyPrefix?: string;

  /**
   * Addresses that get every alert and every alarm.
   *
   * @default - none; subscribe somebody through `alertTopic`
   */
  readonly emails?: string[];

  /**
   * What to look for.
   *
   * @default RuleSet.builtIn()
   */
  readonly rules?: RuleSet;

  /**
   * Alarms on the trail, such as `AlarmSet.quiet()`, or `AlarmSet.securityHub()` for controls that must pass. The trail then
   * has a log group as well, encrypted with the archive's key, and an alert tells who is behind each alarm. CloudWatch Logs
   * charges for every GB that comes in ($0.50 in us-east-1); the processor needs none of it.
   *
   * @default - no alarms, and no log group
   */
  readonly alarms?: AlarmSet;
}

/**
 * All of it with good defaults: a multi-Region trail, the archive and key that it delivers to, a processor that
 * looks at every record, a monitor that checks that none is changed, and a topic that tells people.
 *
 * Each part is a construct of its own; where another default is wanted, put the parts together instead.
 *
 * @example
 * import { App, Stack } from 'aws-cdk-lib';
 * import { Trailwatch } from 'cdk-trailwatch';
 *
 * const app = new App();
 * const stack = new Stack(app, 'Audit', { env: { account: '111122223333', region: 'eu-west-1' } });
 * new Trailwatch(stack, 'Trailwatch', { emails: ['security@example.com'] });
 */
export class Trailwatch extends Construct {
  /** Where the log files are kept. */
  public readonly archive: LogArchive;

  /** The trail. */
  public readonly trail: AuditTrail;

  /** Where alerts go. */
  public readonly alertTopic: AlertTopic;

  /** What looks at the records. */
  public readonly processor: LogProcessor;

  /** What checks that the log files stay as they were delivered. */
  public readonly integrity: IntegrityMonitor;

  /** The alarms on the trail; none unless `alarms` is given. */
  public readonly metricAlarms?: MetricAlarms;

  /** What tells who is behind an alarm; none unless `alarms` is given. */
  public readonly alarmContext?: AlarmContext;

  constructor(scope: Construct, id: string, props: TrailwatchProps = {}) {
    super(scope, id);
    const identity = props.identity ?? ownIdentity(this);
    this.archive = new LogArchive(this, 'Archive', { trails: [identity], keyPrefix: props.keyPrefix });
    this.trail = this.createTrail(identity, props);
    this.alertTopic = new AlertTopic(this, 'Alerts', { emails: props.emails });
    this.processor = new LogProcessor(this, 'Processor', {
      archive: this.archive,
      alertTopic: this.alertTopic,
      rules: props.rules,
    });
    const { archive, alertTopic } = this;
    this.integrity = new IntegrityMonitor(this, 'Integrity', { archive, alertTopic });
    if (props.alarms === undefined) return;
    const { trail, processor } = this;
    this.metricAlarms = new MetricAlarms(this, 'MetricAlarms', { trail, alertTopic, alarms: props.alarms });
    this.alarmContext = new AlarmContext(this, 'AlarmContext', { alarms: this.metricAlarms, processor });
  }

  private createTrail(identity: TrailIdentity, { trailScope = this, alarms }: TrailwatchProps): AuditTrail {
    const { archive } = this;
    if (alarms === undefined) return new AuditTrail(trailScope, 'Trail', { identity, archive });
    if (Stack.of(trailScope) !== Stack.of(this)) throw refusalOf('alarmsElsewhere', ALARMS_ELSEWHERE);
    const cloudWatchLogs = TrailLogGroup.create({ encryptionKey: archive.encryptionKey?.key });
    return new AuditTrail(trailScope, 'Trail', { identity, archive, cloudWatchLogs });
  }
}

const ALARMS_ELSEWHERE = "alarms are given, and 'trailScope' is in another stack";

function ownIdentity(scope: Construct): TrailIdentity {
  const { account, region } = Stack.of(scope);
  return TrailIdentity.account({ trailName: 'trailwatch', homeRegion: region, ownerAccount: account });
}
