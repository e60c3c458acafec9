import { Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { AlertTopic } from './alert/alert-topic';
import { LogArchive } from './archive/log-archive';
import { LogProcessor } from './detection/log-processor';
import type { RuleSet } from './detection/rule-set';
import { AuditTrail } from './trail/audit-trail';
import { TrailIdentity } from './trail/trail-identity';

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
}

/**
 * All of it with good defaults: a multi-Region trail, the archive and key that it delivers to, a processor that
 * looks at every record, and a topic that tells people.
 *
 * Each part is a construct of its own; where another default is wanted, put the parts together instead.
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

  constructor(scope: Construct, id: string, props: TrailwatchProps = {}) {
    super(scope, id);
    const identity = props.identity ?? ownIdentity(this);
    this.archive = new LogArchive(this, 'Archive', { trails: [identity], keyPrefix: props.keyPrefix });
    this.trail = new AuditTrail(props.trailScope ?? this, 'Trail', { identity, archive: this.archive });
    this.alertTopic = new AlertTopic(this, 'Alerts', { emails: props.emails });
    this.processor = new LogProcessor(this, 'Processor', {
      archive: this.archive,
      alertTopic: this.alertTopic,
      rules: props.rules,
    });
  }
}

function ownIdentity(scope: Construct): TrailIdentity {
  const { account, region } = Stack.of(scope);
  return TrailIdentity.account({ trailName: 'trailwatch', homeRegion: region, ownerAccount: account });
}
