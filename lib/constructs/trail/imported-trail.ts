import { Arn, ArnFormat, Resource, Token } from 'aws-cdk-lib';
import type { TrailReference } from 'aws-cdk-lib/aws-cloudtrail';
import { type Metric, type MetricOptions, Unit } from 'aws-cdk-lib/aws-cloudwatch';
import { type OnEventOptions, Rule } from 'aws-cdk-lib/aws-events';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { Selection } from '../../core/selector/selection';
import type { ILogArchive } from '../archive/log-archive-interface';
import { isTrailAmong, type TrailIdentity } from '../identity/trail-identity';
import { checkDefaultBus } from '../preflight/bus-quota';
import { checkArn } from '../preflight/check-partition';
import { errorAt, within } from '../preflight/construct-error';
import { isKnownDifference } from '../preflight/preflight-check';
import { refusalOf } from '../preflight/report-finding';
import { type SelectionExplanation, toSelectionExplanation } from '../selection/selection-explanation';
import { declareImport } from './app-trails';
import type { IAuditTrail } from './audit-trail-interface';
import type { AuditTrailAttributes } from './audit-trail-props';
import { logMetricOf } from './trail-metric';
import { toWholeSelection } from './trail-selection';

const TRAIL_ARN = /^arn:[^:]+:cloudtrail:[a-z0-9-]+:\d{12}:trail\/[^/]+$/;

/** What is known of an imported trail: its ARN at least. */
interface KnownTrail extends Partial<AuditTrailAttributes> {
  readonly trailArn: string;
  /** In place of `eventSelection`, where it was looked up. */
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

/** Lets see one trail, and list all: CloudTrail knows no resource for `DescribeTrails`. */
export function grantDescribeTrail(trailArn: string, grantee: IGrantable): Grant {
  const describe = grantOnTrail(trailArn, grantee, DESCRIBE);
  return describe.combine(
    Grant.addToPrincipal({ grantee, actions: ['cloudtrail:DescribeTrails'], resourceArns: ['*'] }),
  );
}

/** Lets read and change what one trail logs. */
export function grantManageTrailSelectors(trailArn: string, grantee: IGrantable): Grant {
  return grantOnTrail(trailArn, grantee, MANAGE_SELECTORS);
}

/** Lets do these things to one trail. Trails have no policy of their own, so the grantee must have one. */
export function grantOnTrail(trailArn: string, grantee: IGrantable, actions: readonly string[]): Grant {
  return Grant.addToPrincipal({ grantee, actions: [...actions], resourceArns: [trailArn] });
}

/** A rule for what CloudTrail sends to EventBridge: calls to AWS, unless other detail types are asked for; of one service if its source is given. */
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

/** A trail that exists already. */
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
    if (!isTrailArn(this.trailArn)) {
      throw errorAt(
        this,
        `trailArn '${this.trailArn}' is not the ARN of a trail; it looks like arn:aws:cloudtrail:eu-central-1:111122223333:trail/NAME`,
      );
    }
    within(this, () => this.check());
    const { identity, eventSelection } = known;
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

/** A delegated administrator has the log group of an organization's trail in an account of its own. */
function isElsewhere(
  { env }: ILogGroup,
  { homeRegion, ownerAccount, isOrganizationTrail }: TrailIdentity,
): boolean {
  const isOfOther = !isOrganizationTrail && isKnownDifference(env.account, ownerAccount);
  return isOfOther || isKnownDifference(env.region, homeRegion);
}
