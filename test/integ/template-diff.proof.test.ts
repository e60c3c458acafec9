import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { App, Duration, Stack } from 'aws-cdk-lib';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { decodeDecisions } from '../../lib/core/review/metadata/decode-decisions';
import { encodeRuleLine } from '../../lib/core/review/metadata/rule-line';
import {
  AlertTopic,
  AllowList,
  ArchiveLifecycle,
  DataEventType,
  EventSelection,
  LogArchive,
  LogProcessor,
  RealtimeAlerts,
  Rule,
  RuleSet,
  RuleSeverity,
  TrailIdentity,
  Trailwatch,
  type TrailwatchProps,
} from '../../lib/index';
import { ACCOUNT, LOG_BUCKET, MANAGEMENT, ORGANIZATION, REGION, TRAIL } from '../constructs/synthesize';
import { changedLines } from './template-lines';

const ADMIN = `arn:aws:iam::${ACCOUNT}:role/Administrator`;
const STOPPED = 'trail-stopped-or-deleted';
const RULES = RuleSet.builtIn().only(
  STOPPED,
  'call-denied',
  'bucket-policy-shared-outside',
  'bucket-deleted',
);

const PROCESSOR = 'Resources.TrailwatchProcessorFunctionA3EAC6DF.Metadata.Trailwatch';
const TRAIL_LINES = 'Resources.TrailwatchTrailE014D77B.Metadata.Trailwatch';
const LINE = lineOf(STOPPED);

function lineOf(name: string): string {
  const line = RULES._summary().rules.find(({ key }) => key === name);
  if (line === undefined) throw new Error(`${name} is not among the rules`);
  return encodeRuleLine(line);
}

/** The estate of one account on two routes, which look for the same rules. */
function templateOf(props: TrailwatchProps = {}): unknown {
  const app = new App({ analyticsReporting: false });
  const stack = new Stack(app, 'Audit', { env: { account: ACCOUNT, region: REGION } });
  new Trailwatch(stack, 'Trailwatch', { rules: RULES, realtime: {}, tamperDetection: false, ...props });
  return app.synth().getStackByName('Audit').template;
}

/** What changes in the template but hashes of assets, and the number of those. */
function changes(before: TrailwatchProps, after: TrailwatchProps) {
  const lines = changedLines(templateOf(before), templateOf(after));
  const isAsset = (line: string) => /^\+ .*\.(S3Key|Code\.\w+): [0-9a-f]{64}\.zip$/.test(line);
  return {
    metadata: lines.filter((line) => line.includes('.Metadata.Trailwatch')),
    assets: lines.filter(isAsset).map((line) => line.replace(/^\+ Resources\.|\.Properties.*/g, '')),
    others: lines.filter((line) => !line.includes('.Metadata.') && !/: [0-9a-f]{64}\.zip$/.test(line)),
  };
}

const LAYERS = ['TrailwatchProcessorRules7ED50EA2', 'TrailwatchRealtimeRulesCD4D146B'];

describe('what changes in a template, when two functions look for the same rules', () => {
  test('is one line and the two layers for an entry of an allow list', () => {
    const rules = RULES.tune(STOPPED, { allow: AllowList.roles(ADMIN) });
    expect(changes({}, { rules })).toEqual({
      metadata: [`+ ${PROCESSOR}.AllowList.role ${ADMIN}: ${STOPPED}`],
      assets: LAYERS,
      others: [],
    });
  });

  test('is one line for one more of 200 entries', () => {
    const arns = Array.from({ length: 201 }, (_, index) => `arn:aws:iam::${ACCOUNT}:role/team-${index}`);
    const rulesOf = (some: readonly string[]) =>
      RULES.allow(AllowList.anyOf(...some.map((arn) => AllowList.roles(arn))));
    const together = RULES.allow(AllowList.roles(...arns));
    expect(changes({ rules: rulesOf(arns.slice(0, 200)) }, { rules: rulesOf(arns) })).toMatchObject({
      metadata: [`+ ${PROCESSOR}.AllowList.role ${arns[200]}: all rules below high`],
      others: [],
    });
    expect(changes({ rules: rulesOf(arns) }, { rules: together }).metadata).toEqual([]);
  });

  test('is one line for a severity', () => {
    const rules = RULES.tune(STOPPED, { severity: RuleSeverity.LOW });
    expect(changes({}, { rules })).toEqual({
      metadata: [
        `- ${PROCESSOR}.Rules.${STOPPED}: ${LINE}`,
        `+ ${PROCESSOR}.Rules.${STOPPED}: ${LINE.replace('high,failed:medium', 'low')}`,
      ],
      assets: LAYERS,
      others: [],
    });
  });

  test('is a line for each rule that a minimum severity leaves out or narrows', () => {
    const { metadata } = changes({}, { rules: RULES.withMinimumSeverity(RuleSeverity.HIGH) });
    expect(metadata.map((line) => line.replace(PROCESSOR, '').replace(/ [0-9a-f-]{36} .*/, ''))).toEqual([
      '- .Rules.bucket-deleted: low',
      '- .Rules.bucket-policy-shared-outside: medium',
      '- .Rules.call-denied: informational',
      '- .Rules.trail-stopped-or-deleted: high,failed:medium',
      '+ .Rules.trail-stopped-or-deleted: high,failed:medium,from:high',
    ]);
  });

  test('is one line for a rule that is removed, beside the patterns of the event bus', () => {
    const { metadata, assets } = changes({}, { rules: RULES.without(STOPPED) });
    expect(metadata).toEqual([`- ${PROCESSOR}.Rules.${STOPPED}: ${LINE}`]);
    expect(assets).toEqual(LAYERS);
  });

  test('is one line for a rule that only one of them no longer looks for', () => {
    const of = (rules: RuleSet) => {
      const app = new App({ analyticsReporting: false });
      const stack = new Stack(app, 'Audit', { env: { account: ACCOUNT, region: REGION } });
      const alertTopic = new AlertTopic(stack, 'Alerts', { emails: ['a@example.com'] });
      const archive = new LogArchive(stack, 'Archive', { trails: [TRAIL] });
      const processor = new LogProcessor(stack, 'Processor', { archive, alertTopic, rules: RULES });
      new RealtimeAlerts(stack, 'Realtime', { alertTopic, processor, rules });
      return app.synth().getStackByName('Audit').template;
    };
    const metadata = changedLines(of(RULES), of(RULES.without(STOPPED)));
    expect(metadata.filter((line) => line.includes('.Metadata.'))).toEqual([
      expect.stringMatching(
        /^\+ Resources\.RealtimeFunction\w+\.Metadata\.Trailwatch\.RulesWithout\.trail-stopped-or-deleted: high/,
      ),
    ]);
  });

  test('is one line for an account of your own', () => {
    expect(changes({}, { rules: RULES.withOwnAccounts('222233334444') }).metadata).toEqual([
      `+ ${PROCESSOR}.AllowList.own account 222233334444: bucket-policy-shared-outside`,
    ]);
  });

  test('is nothing but the layers for other words', () => {
    const own = (title: string, step: string) =>
      RULES.add(
        Rule.fromSigma(`
title: ${title}
name: own
description: ${title}
logsource: { product: aws, service: cloudtrail }
detection: { selection: { eventName: DeleteDetector }, condition: selection }
level: high
trailwatch: { firstSteps: [${step}] }
`),
      );
    const found = changes({ rules: own('Deleted', 'Ask') }, { rules: own('Somewhat else', 'Call') });
    expect(found).toEqual({ metadata: [], assets: LAYERS, others: [] });
  });

  test('is a line for each selector and for what is kept', () => {
    const data = EventSelection.dataEvents(DataEventType.LAMBDA_FUNCTION).writeOnly();
    const { metadata } = changes(
      { claimEvents: false },
      {
        claimEvents: false,
        eventSelection: EventSelection.managementEvents().withoutKms().plus(data),
        lifecycleRules: ArchiveLifecycle.intelligentTiering({ expireAfter: Duration.days(400) }),
      },
    );
    const kept =
      'Resources.TrailwatchArchiveBucketD5FA4E5C.Metadata.Trailwatch.Retention.Lifecycle KeepCheaply';
    expect(metadata).toEqual([
      `- ${kept}: INTELLIGENT_TIERING after 90 days`,
      `+ ${kept}: INTELLIGENT_TIERING after 90 days; expire after 400 days; replaced versions expire after 90 days`,
      `+ ${TRAIL_LINES}.Selectors.Data events of AWS::Lambda::Function: eventCategory = Data; resources.type = AWS::Lambda::Function; readOnly = false`,
      `- ${TRAIL_LINES}.Selectors.Management events: all`,
      `+ ${TRAIL_LINES}.Selectors.Management events: eventCategory = Management; eventSource != kms.amazonaws.com`,
    ]);
  });

  test('is nothing in a second synthesis', () => {
    expect(changedLines(templateOf(), templateOf())).toEqual([]);
  });
});

test('every stack of an organization says what its own resources decide, in plain text', () => {
  const app = new App({ analyticsReporting: false });
  const management = new Stack(app, 'Management', { env: { account: MANAGEMENT, region: REGION } });
  const logs = new Stack(app, 'Logs', { env: { account: ACCOUNT, region: REGION } });
  new Trailwatch(logs, 'Trailwatch', {
    identity: TrailIdentity.organization({
      ...{ trailName: 'everyone', homeRegion: REGION },
      ...{ managementAccount: MANAGEMENT, organizationId: ORGANIZATION },
    }),
    ...{ trailScope: management, bucketName: LOG_BUCKET, rules: RULES },
  });
  const decided = app.synth().stacks.map(({ stackName, template }) => {
    const { resources, problems } = decodeDecisions(template);
    expect(problems).toEqual([]);
    return [stackName, resources.map(({ construct }) => construct).filter((name) => !/Logs$/.test(name))];
  });
  expect(Object.fromEntries(decided)).toEqual({
    Logs: expect.arrayContaining(['LogArchive', 'LogProcessor']),
    Management: ['AuditTrail'],
  });
});

test('a value that only the deployment knows stands as its name', () => {
  const app = new App({ analyticsReporting: false });
  const stack = new Stack(app, 'Audit', { env: { account: ACCOUNT, region: REGION } });
  const bucket = new Bucket(stack, 'Orders');
  const eventSelection = EventSelection.dataEvents(DataEventType.S3_OBJECT)
    .forObjectsIn(bucket)
    .named('Orders');
  new Trailwatch(stack, 'Trailwatch', { eventSelection, rules: RULES, claimEvents: false });
  const { resources } = decodeDecisions(app.synth().getStackByName('Audit').template);
  expect(resources.find(({ construct }) => construct === 'AuditTrail')?.Selectors?.Orders).toMatch(
    /^eventCategory = Data; resources\.type = AWS::S3::Object; resources\.ARN starts with <Orders\w+\.Arn>\/; resources\.ARN does not start with arn:aws:s3:::<\w+>\/$/,
  );
});

test('cdk diff shows a removed rule, a severity, an entry and a selector as lines', () => {
  const folder = mkdtempSync(join(tmpdir(), 'trailwatch-diff-'));
  try {
    writeFileSync(join(folder, 'base.json'), JSON.stringify(templateOf({ claimEvents: false })));
    const rules = RULES.without('bucket-deleted')
      .tune(STOPPED, { severity: RuleSeverity.LOW })
      .tune('call-denied', { allow: AllowList.roles(ADMIN) });
    const eventSelection = EventSelection.managementEvents().withoutKms();
    const lines = diff(folder, templateOf({ rules, eventSelection, claimEvents: false }));
    expect(lines).toEqual(
      expect.arrayContaining([
        '[-] Removed: .bucket-deleted',
        `[+] ${LINE.replace('high,failed:medium', 'low')}`,
        `[+] Added: .role ${ADMIN}`,
        '[+] eventCategory = Management; eventSource != kms.amazonaws.com',
      ]),
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
});

/** What `cdk diff --template` prints for an app whose template is given, without its tree. */
function diff(folder: string, template: unknown): readonly string[] {
  mkdirSync(join(folder, 'cdk.out'));
  writeFileSync(join(folder, 'cdk.out/Audit.template.json'), JSON.stringify(template));
  const artifact = {
    ...{ type: 'aws:cloudformation:stack', environment: `aws://${ACCOUNT}/${REGION}` },
    properties: { templateFile: 'Audit.template.json' },
  };
  writeFileSync(
    join(folder, 'cdk.out/manifest.json'),
    JSON.stringify({ version: '48.0.0', artifacts: { Audit: artifact } }),
  );
  const cdk = resolve(__dirname, '../../node_modules/aws-cdk/bin/cdk');
  const options = [
    'diff',
    '--app',
    'cdk.out',
    '--template',
    'base.json',
    '--no-color',
    '--no-notices',
    'Audit',
  ];
  const { stdout, stderr } = spawnSync(process.execPath, [cdk, ...options], {
    cwd: folder,
    encoding: 'utf8',
  });
  return `${stdout}${stderr}`.split('\n').map((line) => line.replace(/^[\s│├└─]+/, ''));
}
