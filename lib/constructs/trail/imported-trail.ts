import { Arn, ArnFormat, Resource, Token } from 'aws-cdk-lib';
import type { TrailReference } from 'aws-cdk-lib/aws-cloudtrail';
import { type Metric, type MetricOptions, Unit } from 'aws-cdk-lib/aws-cloudwatch';
import { type OnEventOptions, Rule } from 'aws-cdk-lib/aws-events';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { Selection } from '../../core/selector/selection';
import type { ILogArchive } from '../archive/log-archive-interface';
import { checkSingleTrail, isTrailAmong, type TrailIdentity } from '../identity/trail-identity';
import { checkDefaultBus } from '../preflight/bus-quota';
import { checkArn } from '../preflight/check-partition';
import { errorAt, within } from '../preflight/construct-error';
import { isKnownDifference } from '../preflight/preflight-check';
import { refusalOf } from '../preflight/report-finding';
import { type SelectionExplanation, toSelectionExplanation } from '../selection/selection-explanation';
import { declareImport } from './app-trails';
import type { IAuditTrail } from './audit-trail-interface';
import type { AuditTrailAttributes } from './audit-trail-props';
import { logMetricOf } from './trail-log-group';
import { toWholeSelection } from './trail-selection';

const TRAIL_ARN = /^arn:[^:]+:cloudtrail:[a-z0-9-]+:\d{12}:trail\/[^/]+$/;

/** The attributes of an imported trail: at least its ARN. */
interface KnownTrail extends Partial<AuditTrailAttributes> {
  readonly trailArn: string;
  /** Replaces `eventSelection`, if it was looked up. */
  readonly selection?: Selection;
}

const READ_SETTINGS = [
  'cloudtrail:GetEventConfiguration',
  'cloudtrail:GetEventSelectors',
  'cloudtrail:GetInsightSelectors',
];

const DESCRIBE = [
  ...READ_SETTINGS,
  'cloudtrail:GetTrail',
  'cloudtrail:GetTrailStatus',
  'cloudtrail:ListTags',
];

const MANAGE_SELECTORS = [
  ...READ_SETTINGS,
  'cloudtrail:PutEventConfiguration',
  'cloudtrail:PutEventSelectors',
  'cloudtrail:PutInsightSelectors',
];

/** Allows reading one trail, and listing all: CloudTrail supports no resource for `DescribeTrails`. */
export function grantDescribeTrail(trailArn: string, grantee: IGrantable): Grant {
  const describe = grantOnTrail(trailArn, grantee, DESCRIBE);
  return describe.combine(
    Grant.addToPrincipal({ grantee, actions: ['cloudtrail:DescribeTrails'], resourceArns: ['*'] }),
  );
}

/** Allows reading and changing the events that one trail logs. */
export function grantManageTrailSelectors(trailArn: string, grantee: IGrantable): Grant {
  return grantOnTrail(trailArn, grantee, MANAGE_SELECTORS);
}

/** Allows these actions on one trail. Trails have no resource policy, so the grantee must have a policy. */
export function grantOnTrail(trailArn: string, grantee: IGrantable, actions: readonly string[]): Grant {
  return Grant.addToPrincipal({ grantee, actions: [...actions], resourceArns: [trailArn] });
}

/**
 * A rule for events that CloudTrail sends to EventBridge: AWS API calls, unless other detail types are given; of one service if
 * its source is given.
 */
export function createCallRule(scope: Construct, id: string, options: OnEventOptions, source?: string): Rule {
  const rule = new Rule(scope, id, options);
  rule.addEventPattern({
    ...(source === undefined ? {} : { source: [source] }),
    ...(options.eventPattern?.detailType === undefined
      ? { detailType: ['AWS API Call via CloudTrail'] }
      : {}),
  });
  rule.addTarget(options.target);
  checkDefaultBus(rule);
  return rule;
}

/** An existing trail. */
export class ImportedTrail extends Resource implements IAuditTrail {
  public readonly trailArn: string;
  public readonly logGroup?: ILogGroup;
  private readonly selection?: Selection;

  constructor(
    scope: Construct,
    id: string,
    private readonly known: KnownTrail,
  ) {
    super(scope, id, toEnvironment(known));
    this.trailArn = known.trailArn;
    this.logGroup = known.logGroup;
    const { identity } = known;
    if (identity !== undefined) within(this, () => checkSingleTrail(identity));
    if (!isTrailArn(this.trailArn)) {
      throw errorAt(
        this,
        `trailArn '${this.trailArn}' is not the ARN of a trail; it looks like arn:aws:cloudtrail:eu-central-1:111122223333:trail/NAME`,
      );
    }
    within(this, () => this.check());
    const { eventSelection } = known;
    this.selection =
      identity !== undefined && eventSelection !== undefined
        ? toWholeSelection({ ...known, identity })
        : known.selection;
    this.declare();
  }

  public get trailRef(): TrailReference {
    const { trailArn } = this;
    return { trailArn, trailName: this.trailName };
  }

  public get identity(): TrailIdentity {
    return this.require('identity', this.known.identity);
  }

  public get archive(): ILogArchive {
    return this.require('archive', this.known.archive);
  }

  public grantDescribe(grantee: IGrantable): Grant {
    return grantDescribeTrail(this.trailArn, grantee);
  }

  public grantStart(grantee: IGrantable): Grant {
    return grantOnTrail(this.trailArn, grantee, ['cloudtrail:StartLogging']);
  }

  public grantStop(grantee: IGrantable): Grant {
    return grantOnTrail(this.trailArn, grantee, ['cloudtrail:StopLogging']);
  }

  public grantManageSelectors(grantee: IGrantable): Grant {
    return grantManageTrailSelectors(this.trailArn, grantee);
  }

  public onCloudTrailEvent(id: string, options: OnEventOptions): Rule {
    return createCallRule(this, id, options, 'aws.cloudtrail');
  }

  public explain(record: { [key: string]: unknown }): SelectionExplanation {
    return toSelectionExplanation(this.require('eventSelection', this.selection), record);
  }

  public metricLogEvents(props: MetricOptions = {}): Metric {
    return logMetricOf(this, 'IncomingLogEvents', { unit: Unit.COUNT, ...props });
  }

  public metricLogBytes(props: MetricOptions = {}): Metric {
    return logMetricOf(this, 'IncomingBytes', { unit: Unit.BYTES, ...props });
  }

  private get trailName(): string {
    const { identity, trailArn } = this.known;
    return identity?.trailName ?? Arn.split(trailArn, ArnFormat.SLASH_RESOURCE_NAME).resourceName ?? '';
  }

  private require<T>(attribute: keyof AuditTrailAttributes, value: T | undefined): T {
    if (value !== undefined) return value;
    throw errorAt(
      this,
      `the ${attribute} of the imported trail '${this.trailName}' is not known; give ${attribute} to AuditTrail.fromTrailAttributes`,
    );
  }

  private check(): void {
    const { identity, archive, logGroup } = this.known;
    checkArn(this, { property: 'trailArn', service: 'cloudtrail' }, this.trailArn);
    if (identity === undefined) return;
    if (archive !== undefined && !isTrailAmong(identity, archive.trails)) {
      const found = `archive '${archive.node.path}' does not list the imported trail '${identity.trailName}' (${identity.trailArn})`;
      throw refusalOf('archiveTrust', found);
    }
    if (logGroup === undefined || !isElsewhere(logGroup, identity)) return;
    const { account, region } = logGroup.env;
    throw refusalOf(
      'logGroupElsewhere',
      `the log group '${logGroup.node.path}' is in account '${account}' and Region '${region}', and the trail '${identity.trailName}' in ${identity.ownerAccount} and ${identity.homeRegion}`,
    );
  }

  private declare(): void {
    const { identity, multiRegion = true } = this.known;
    const { account, region } = this.env;
    declareImport(this, {
      ...{ trailName: this.trailName, account, region },
      isMultiRegion: identity !== undefined && multiRegion,
      ...(identity === undefined ? {} : { identity }),
      ...(this.selection === undefined ? {} : { selection: this.selection }),
      ...(this.logGroup === undefined ? {} : { logGroup: this.logGroup }),
      ...(this.known.archive === undefined ? {} : { archive: this.known.archive }),
    });
  }
}

function toEnvironment({ identity, trailArn }: KnownTrail): ConstructorParameters<typeof Resource>[2] {
  if (identity !== undefined) return { account: identity.ownerAccount, region: identity.homeRegion };
  return isTrailArn(trailArn) ? { environmentFromArn: trailArn } : {};
}

function isTrailArn(arn: string): boolean {
  return Token.isUnresolved(arn) || TRAIL_ARN.test(arn);
}

/** For a delegated administrator, the log group of an organization trail is in its own account. */
function isElsewhere(
  { env }: ILogGroup,
  { homeRegion, ownerAccount, isOrganizationTrail }: TrailIdentity,
): boolean {
  const isOfOther = !isOrganizationTrail && isKnownDifference(env.account, ownerAccount);
  return isOfOther || isKnownDifference(env.region, homeRegion);
}
