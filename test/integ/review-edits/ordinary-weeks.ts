import { type App, Duration, Stack, Tags } from 'aws-cdk-lib';
import { ManagedPolicy, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import {
  AlarmSet,
  AlertTopic,
  AllowList,
  AuditTrail,
  LogArchive,
  LogProcessor,
  LogReader,
  LogReaderRole,
  MetricAlarms,
  RealtimeAlerts,
  RealtimeAlertsStackSet,
  RuleSet,
  RuleSeverity,
  TrailLogGroup,
} from '../../../lib/index';
import {
  LOG_BUCKET,
  MANAGEMENT,
  ORGANIZATION,
  ORGANIZATION_TRAIL,
  REGION,
} from '../../constructs/synthesize';

/** What a team has written in the code of its app at the end of a week. */
export interface WrittenApp {
  readonly functions: number;
  readonly queues: number;
  readonly buckets: number;
  readonly tables: number;
  readonly memoryMb: number;
  readonly timeoutSeconds: number;
  readonly owner: string;
  readonly description: string;
  readonly summaryHour: number;
  readonly network: string;
  readonly vendors: readonly string[];
  readonly rules: readonly string[];
  readonly units: readonly string[];
  readonly severity: RuleSeverity;
}

/** One change that loses nothing, as teams make them every week. A new recipient of alerts is none: a person has to know who it is. */
export interface OrdinaryChange {
  readonly name: string;
  readonly apply: (app: WrittenApp) => WrittenApp;
}

export const FIRST_WEEK: WrittenApp = {
  ...{ functions: 2, queues: 1, buckets: 1, tables: 1, memoryMb: 256, timeoutSeconds: 30 },
  ...{ owner: 'payments', description: 'first', summaryHour: 8, network: '203.0.113.0/24' },
  vendors: ['vendor-a', 'vendor-b', 'vendor-c', 'vendor-d'],
  rules: ['trail-changed', 'root-user-acted'],
  units: ['ou-abcd-11111111'],
  severity: RuleSeverity.MEDIUM,
};

/** Rules that a team turns on one after the other. */
const FURTHER_RULES = [
  'guardduty-disabled',
  'config-recording-stopped',
  'security-hub-disabled',
  'administrator-policy-attached',
  'access-key-for-another-user',
  'key-disabled-or-scheduled-for-deletion',
];

const change = (name: string, apply: OrdinaryChange['apply']): OrdinaryChange => ({ name, apply });

const EVERYBODYS: readonly OrdinaryChange[] = [
  change('an owner tag', (app) => ({ ...app, owner: `${app.owner}x` })),
  change('a description', (app) => ({ ...app, description: `${app.description} again` })),
];

const SERVERLESS: readonly OrdinaryChange[] = [
  change('a function', (app) => ({ ...app, functions: app.functions + 1 })),
  change('three functions', (app) => ({ ...app, functions: app.functions + 3 })),
  change('a function less', (app) => ({ ...app, functions: Math.max(1, app.functions - 1) })),
  change('a queue', (app) => ({ ...app, queues: app.queues + 1 })),
  change('memory', (app) => ({ ...app, memoryMb: app.memoryMb + 64 })),
  change('a time-out', (app) => ({ ...app, timeoutSeconds: app.timeoutSeconds + 5 })),
];

const PLATFORM: readonly OrdinaryChange[] = [
  change('another hour of the summary', (app) => ({ ...app, summaryHour: (app.summaryHour + 5) % 24 })),
  change('a vendor leaves', (app) => ({ ...app, vendors: app.vendors.slice(0, -1) })),
  change('a narrower allow list', (app) => ({
    ...app,
    network: app.network.replace(/\d+$/, (bits) => String(Math.min(32, Number(bits) + 1))),
  })),
  change('a rule', (app) => ({
    ...app,
    rules: [...new Set([...app.rules, ...FURTHER_RULES.slice(0, app.rules.length - 1)])],
  })),
  change('the root instead of units', (app) => ({ ...app, units: ['r-abcd'] })),
  change('a higher severity', (app) => ({ ...app, severity: RuleSeverity.HIGH })),
];

const DATA: readonly OrdinaryChange[] = [
  change('a bucket', (app) => ({ ...app, buckets: app.buckets + 1 })),
  change('a job with a role of its own', (app) => ({ ...app, tables: app.tables + 1 })),
  change('a function', (app) => ({ ...app, functions: app.functions + 1 })),
  change('a queue', (app) => ({ ...app, queues: app.queues + 1 })),
];

/** A kind of team, and what it changes. */
export const TEAMS: Readonly<Record<string, readonly OrdinaryChange[]>> = {
  serverless: [...EVERYBODYS, ...SERVERLESS],
  platform: [...EVERYBODYS, ...PLATFORM],
  data: [...EVERYBODYS, ...DATA],
};

/** A week of a team: what it changed, and its app before and after. */
export interface OrdinaryWeek {
  readonly team: string;
  readonly changes: readonly string[];
  readonly before: WrittenApp;
  readonly after: WrittenApp;
}

/** Weeks of each team in turn, one to three changes each; the same in every run. */
export function ordinaryWeeks(count: number, random: (limit: number) => number): readonly OrdinaryWeek[] {
  const teams = Object.keys(TEAMS);
  const now = new Map(teams.map((team) => [team, FIRST_WEEK]));
  return Array.from({ length: count }, (_, week): OrdinaryWeek => {
    const team = teams[week % teams.length] ?? '';
    const own = TEAMS[team] ?? [];
    const picked = Array.from({ length: 1 + random(3) }, () => own[random(own.length)]).flatMap((each) =>
      each === undefined ? [] : [each],
    );
    const before = now.get(team) ?? FIRST_WEEK;
    const after = picked.reduce((app, { apply }) => apply(app), before);
    now.set(team, after);
    return { team, changes: picked.map(({ name }) => name), before, after };
  });
}

/** The app as its code is. */
export function buildApp(written: WrittenApp): (app: App) => void {
  return (app) => {
    const stack = new Stack(app, 'Audit', {
      env: { account: MANAGEMENT, region: REGION },
      description: written.description,
    });
    Tags.of(stack).add('owner', written.owner);
    const archive = new LogArchive(stack, 'Archive', {
      trails: [ORGANIZATION_TRAIL],
      bucketName: LOG_BUCKET,
    });
    const alertTopic = new AlertTopic(stack, 'Alerts', { emails: ['soc@example.com'] });
    const cloudWatchLogs = TrailLogGroup.create();
    const trail = new AuditTrail(stack, 'Trail', { identity: ORGANIZATION_TRAIL, archive, cloudWatchLogs });
    const rules = RuleSet.builtIn()
      .only(...written.rules)
      .allow(AllowList.networks(written.network));
    const processor = new LogProcessor(stack, 'Processor', {
      ...{ archive, alertTopic, dailySummary: true, dailySummaryHour: written.summaryHour },
      rules: rules.tune('trail-changed', { severity: written.severity }),
    });
    const alarms = AlarmSet.securityHub().only('CloudWatch.1');
    new MetricAlarms(stack, 'Alarms', { trail, alertTopic, alarms });
    const realtime = new RealtimeAlerts(stack, 'Realtime', {
      ...{ alertTopic, processor, organizationId: ORGANIZATION },
    });
    new RealtimeAlertsStackSet(stack, 'Members', {
      ...{ busArn: realtime.busArn, rules: realtime.rules, regions: [REGION] },
      organizationalUnitIds: [...written.units],
    });
    for (const [place, vendor] of written.vendors.entries())
      new LogReaderRole(stack, vendor, {
        archive,
        reader: LogReader.thirdParty({ account: `22223333444${place}`, externalId: vendor }),
      });
    addProduct(stack, written);
  };
}

/** What the team's product is, in the same stack. */
function addProduct(stack: Stack, written: WrittenApp): void {
  for (let place = 0; place < written.functions; place++)
    new LambdaFunction(stack, `Function${place}`, {
      ...{ runtime: Runtime.NODEJS_22_X, handler: 'index.handler', memorySize: written.memoryMb },
      code: Code.fromInline('exports.handler = async () => {};'),
      timeout: Duration.seconds(written.timeoutSeconds),
    });
  for (let place = 0; place < written.queues; place++) new Queue(stack, `Queue${place}`);
  for (let place = 0; place < written.buckets; place++) new Bucket(stack, `Bucket${place}`);
  for (let place = 0; place < written.tables; place++)
    new Role(stack, `Job${place}`, {
      assumedBy: new ServicePrincipal('glue.amazonaws.com'),
      managedPolicies: [ManagedPolicy.fromAwsManagedPolicyName('service-role/AWSGlueServiceRole')],
    });
  new Topic(stack, 'News');
}
