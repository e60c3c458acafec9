import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { folderForAllTests } from '../test-folder';
import { expectTemplates, type Templates } from './expect-templates';

const APP = resolve(__dirname, '../../dist/app');

const ORGANIZATION = {
  organizationId: 'o-exampleorgid',
  managementAccountId: '999988887777',
  logArchiveAccountId: '044455556666',
  region: 'eu-central-1',
};

/** Event patterns of all rules take seconds to compile. */
const FEW_RULES = { minimumSeverity: 'critical' };

interface Synthesized {
  readonly status: number | null;
  readonly errors: string;
  /** By the stack's name. */
  readonly templates: Templates;
}

const folder = folderForAllTests();
/** The feature flags that are shipped with the app. */
const { context: FLAGS } = JSON.parse(readFileSync(join(APP, 'cdk.json'), 'utf8')) as {
  readonly context: object;
};

/** What a run of the app leaves out: CDK's own validation, which reads its rules for three seconds in each process, where others have the same resources. */
const UNVALIDATED = { CDK_VALIDATION: 'false' };

/** Runs the app of the package as the CDK's command line does. */
async function synthesize(
  context: Readonly<Record<string, unknown>>,
  variables: NodeJS.ProcessEnv = UNVALIDATED,
): Promise<Synthesized> {
  const outdir = mkdtempSync(join(folder, 'out-'));
  const app = spawn(process.execPath, ['app.js'], {
    cwd: APP,
    env: {
      ...process.env,
      ...variables,
      CDK_OUTDIR: outdir,
      CDK_CONTEXT_JSON: JSON.stringify({ ...FLAGS, 'aws:cdk:version-reporting': false, ...context }),
    },
  });
  let errors = '';
  app.stderr.on('data', (data) => {
    errors += data;
  });
  const status = await new Promise<number | null>((done) => app.on('close', done));
  const names = readdirSync(outdir).filter((name) => name.endsWith('.template.json'));
  const templates = names.map((name) => [
    name.replace('.template.json', ''),
    JSON.parse(readFileSync(join(outdir, name), 'utf8')),
  ]);
  return { status, errors, templates: Object.fromEntries(templates) };
}

describe('the reference app', () => {
  test('deploys to one account without any context', async () => {
    const { status, templates } = await synthesize({}, {});
    expect(status).toBe(0);
    expectTemplates('reference-app-one-account', templates);
  });

  test('deploys to the management and the log archive account of an organization', async () => {
    const { status, templates } = await synthesize({
      ...ORGANIZATION,
      emails: 'security@example.com, on-call@example.com',
      keyPrefix: 'audit',
      trailName: 'everyone',
    });
    expect(status).toBe(0);
    expect(Object.keys(templates)).toEqual(['TrailwatchLogArchive', 'TrailwatchManagement']);
    expectTemplates('reference-app-organization', templates);
  });

  test('takes lists and numbers as cdk.json writes them', async () => {
    const { status, templates } = await synthesize({
      ...ORGANIZATION,
      managementAccountId: 999_988_887_777,
      logArchiveAccountId: undefined,
      emails: ['security@example.com'],
      minimumSeverity: 'high',
    });
    expect(status).toBe(0);
    expect(JSON.stringify(templates)).toContain('"Endpoint":"security@example.com"');
  });

  test('fails on an organization of which more must be known', async () => {
    const { status, errors } = await synthesize({ organizationId: ORGANIZATION.organizationId });
    expect(status).toBe(1);
    expect(errors).toContain('context organizationId is set, so region is needed as well: add -c region=…');
  });

  test('fails on a severity that there is not', async () => {
    const { status, errors } = await synthesize({ minimumSeverity: 'severe' });
    expect(status).toBe(1);
    expect(errors).toContain(
      "context minimumSeverity is 'severe'; it may be informational, low, medium, high, critical",
    );
  });

  test('has alarms in the account of the trail, if the context asks for them', async () => {
    const { status, templates } = await synthesize({ ...ORGANIZATION, alarms: 'securityHub' });
    expect(status).toBe(0);
    const filtersOf = (stack: string) =>
      JSON.stringify(templates[stack]).match(/"AWS::Logs::MetricFilter"/g)?.length ?? 0;
    expect(filtersOf('TrailwatchManagement')).toBe(14);
    expect(filtersOf('TrailwatchLogArchive')).toBe(0);
  });

  test('fails on alarms that it does not know', async () => {
    const { status, errors } = await synthesize({ alarms: 'loud' });
    expect(status).not.toBe(0);
    expect(errors).toContain("context alarms is 'loud'; it may be securityHub or quiet");
  });

  test('takes a selection, Insights, chat and realtime alerts of other Regions in one account', async () => {
    const { status, errors, templates } = await synthesize({
      ...{ accountId: '111122223333', region: 'eu-central-1', managementEvents: 'withoutKms' },
      ...{ dataEvents: 'AWS::S3::Object, AWS::Lambda::Function', insights: ['callRate', 'errorRate'] },
      ...{ slackWorkspaceId: 'T0123456789', slackChannelId: 'C0123456789' },
      ...{ realtime: true, realtimeRegions: 'us-east-1,eu-central-1', ...FEW_RULES },
    });
    expect([status, errors]).toEqual([0, expect.not.stringContaining('Error')]);
    expect(Object.keys(templates).sort()).toEqual(['Trailwatch', 'Trailwatch-us-east-1']);
    const text = JSON.stringify(templates.Trailwatch);
    for (const part of ['ApiErrorRateInsight', 'AWS::Lambda::Function', 'kms.amazonaws.com', 'C0123456789']) {
      expect(text).toContain(part);
    }
    expect(text).toContain('"AWS::Events::EventBus"');
    expect(JSON.stringify(templates['Trailwatch-us-east-1'])).toContain('event-bus/trailwatch-realtime');
  });

  test('takes realtime alerts of an organization', async () => {
    const { status, templates } = await synthesize(
      {
        ...{ ...ORGANIZATION, ...FEW_RULES, realtime: 'true', realtimeRegions: 'us-east-1' },
        organizationalUnitIds: 'r-abcd',
      },
      {},
    );
    expect(status).toBe(0);
    expect(Object.keys(templates)).toContain('TrailwatchManagement-us-east-1');
    const [stackSet] = Object.values(
      (templates.TrailwatchManagement as { Resources: Record<string, { Type: string; Properties: unknown }> })
        .Resources,
    ).filter(({ Type }) => Type === 'AWS::CloudFormation::StackSet');
    expect(stackSet?.Properties).toMatchObject({
      StackInstancesGroup: [
        {
          DeploymentTargets: { OrganizationalUnitIds: ['r-abcd'] },
          Regions: ['eu-central-1', 'us-east-1'],
        },
      ],
    });
  });

  test.each([
    [
      { managementEvents: 'none' },
      "context managementEvents is 'none'; it may be all, writeOnly or withoutKms",
    ],
    [
      { dataEvents: 'AWS::S3::Bucket' },
      "context dataEvents is 'AWS::S3::Bucket'; it may be resource types that CloudTrail logs, such as AWS::S3::Object or AWS::Lambda::Function",
    ],
    [{ insights: 'all' }, "context insights is 'all'; it may be callRate or errorRate"],
    [{ realtime: 'yes' }, "context realtime is 'yes'; it may be true or false"],
    [
      { realtimeRegions: 'us-east-1', accountId: '111122223333' },
      'context realtimeRegions is set without realtime=true, and has no effect; add realtime=true, or leave it out',
    ],
    [
      { realtime: true, realtimeRegions: 'us-east-1' },
      'context realtimeRegions is set, so accountId is needed as well: add -c accountId=…',
    ],
    [
      { organizationalUnitIds: 'r-abcd' },
      'context organizationalUnitIds is set without organizationId, and has no effect; add organizationId, or leave it out',
    ],
    [
      { realtime: true, realtimeRegions: 'Frankfurt', accountId: '111122223333', region: 'eu-central-1' },
      "context realtimeRegions is 'Frankfurt'; it may be Regions, such as us-east-1, with commas between",
    ],
    [
      { slackChannelId: 'C0123456789' },
      'context slackChannelId is set, so slackWorkspaceId is needed as well: add -c slackWorkspaceId=…',
    ],
    [
      { slackWorkspaceId: 'my workspace', slackChannelId: 'C0123456789' },
      "context slackWorkspaceId is 'my workspace'; it may have capital letters and digits only, as Slack shows it",
    ],
    [{ emails: 'security' }, "emails 'security' is not an e-mail address"],
  ])('fails with one sentence on %j', async (values, sentence) => {
    const { status, errors } = await synthesize(values);
    expect({ status, errors: errors.trim() }).toEqual({ status: 1, errors: sentence });
  });
});
