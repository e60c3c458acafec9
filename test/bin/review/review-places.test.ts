import { readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { App, Duration, NestedStack, Stack } from 'aws-cdk-lib';
import { AuditTrail, LogArchive } from '../../../lib/index';
import { ACCOUNT, REGION, TRAIL } from '../../constructs/synthesize';
import { folderForEachTest } from '../../test-folder';
import { runTrailwatch } from '../run-trailwatch';

const folder = folderForEachTest();
const FILE = relative(process.cwd(), __filename);

/** The line of this file that has a text. */
function lineOf(text: string): number {
  return (
    readFileSync(__filename, 'utf8')
      .split('\n')
      .findIndex((line) => line.includes(text)) + 1
  );
}

function synthesized(name: string, days: number, isNested = false): string {
  const outdir = join(folder, name);
  const app = new App({ outdir, analyticsReporting: false });
  const stack = new Stack(app, 'Audit', { env: { account: ACCOUNT, region: REGION } });
  const scope = isNested ? new NestedStack(stack, 'Nested') : stack;
  const lifecycleRules = [{ expiration: Duration.days(days) }];
  const archive = new LogArchive(scope, 'Archive', { trails: [TRAIL], bucketName: 'logs', lifecycleRules });
  new AuditTrail(scope, 'Trail', { identity: TRAIL, archive });
  app.synth();
  return outdir;
}

/** Writes where constructs were created, as an installed library leaves it: its own calls are in a package. */
function installed(outdir: string, framesOf: Readonly<Record<string, readonly string[]>> = {}): void {
  const path = join(outdir, 'Audit.metadata.json');
  const metadata = JSON.parse(readFileSync(path, 'utf8')) as Record<
    string,
    { type: string; data: unknown }[]
  >;
  for (const [construct, entries] of Object.entries(metadata)) {
    const frames = Object.entries(framesOf).find(([end]) => construct.endsWith(end))?.[1] ?? [];
    const library = `new LogArchive (${process.cwd()}/node_modules/cdk-trailwatch/dist/lib/index.js:12:3)`;
    const data = ['...new Bucket in aws-cdk-lib...', library, ...frames];
    const others = entries.filter(({ type }) => type !== 'aws:cdk:creationStack');
    metadata[construct] = [...others, { type: 'aws:cdk:creationStack', data }];
  }
  writeFileSync(path, JSON.stringify(metadata));
}

interface Result {
  readonly ruleId: string;
  readonly locations: readonly unknown[];
  readonly relatedLocations?: readonly unknown[];
}

async function retentionIn(base: string, head: string): Promise<Result | undefined> {
  const { stdout } = await runTrailwatch(['review', head, '--base', base, '--format', 'sarif']);
  const results = (JSON.parse(stdout) as { runs: [{ results: Result[] }] }).runs[0].results;
  return results.find(({ ruleId }) => ruleId === 'retention-shortened');
}

const AT_BUCKET = [
  { fullyQualifiedName: 'Audit/Archive/Bucket/Resource', kind: 'module' },
  { name: 'ArchiveBucket49F1AC64', kind: 'resource' },
];

describe('a result of SARIF', () => {
  it('is on the line of the app that creates the resource, beside that of the template', async () => {
    const [base, head] = [synthesized('base', 730), synthesized('head', 400)];
    const line = lineOf('new LogArchive(scope');
    for (const each of [base, head])
      installed(each, { '/Bucket/Resource': [`synthesized (${__filename}:${line}:19)`] });
    const template = readFileSync(join(head, 'Audit.template.json'), 'utf8').split('\n');
    const inTemplate = template.findIndex((text) => text.includes('"ArchiveBucket49F1AC64": {')) + 1;
    expect(inTemplate).toBeGreaterThan(1);
    expect(await retentionIn(base, head)).toMatchObject({
      locations: [
        {
          physicalLocation: { artifactLocation: { uri: FILE }, region: { startLine: line } },
          logicalLocations: AT_BUCKET,
        },
      ],
      relatedLocations: [{ physicalLocation: { region: { startLine: inTemplate } } }],
    });
  });

  it('is on the line of the template where the manifest has no line of the app', async () => {
    const [base, head] = [synthesized('base', 730), synthesized('head', 400)];
    for (const each of [base, head]) installed(each);
    const found = await retentionIn(base, head);
    expect(found).toMatchObject({
      locations: [
        {
          physicalLocation: { artifactLocation: { uri: expect.stringMatching(/Audit\.template\.json$/) } },
          logicalLocations: AT_BUCKET,
        },
      ],
    });
    expect(found).not.toHaveProperty('relatedLocations');
    expect(JSON.stringify(found)).not.toContain('"startLine":1}');
  });

  it('names the construct in a nested stack', async () => {
    const found = await retentionIn(synthesized('base', 730, true), synthesized('head', 400, true));
    expect(JSON.stringify(found)).toContain('"fullyQualifiedName":"Audit/Nested/Archive/Bucket/Resource"');
  });

  it('has the line of those in the same construct where the CDK cut the stack of its own', async () => {
    const [base, head] = [synthesized('base', 730), synthesized('head', 400)];
    installed(head, { '/Archive/Key/Key/Resource': [`at ${__filename}:7:1`] });
    expect(await retentionIn(base, head)).toMatchObject({
      locations: [{ physicalLocation: { artifactLocation: { uri: FILE }, region: { startLine: 7 } } }],
    });
  });
});

test('the line of the app is in Markdown, in JSON and on standard error', async () => {
  const [base, head] = [synthesized('base', 730), synthesized('head', 400)];
  const line = lineOf('new LogArchive(scope');
  for (const each of [base, head])
    installed(each, { '/Bucket/Resource': [`synthesized (${__filename}:${line}:19)`] });
  const argv = ['review', head, '--base', base, '--fail-on', 'weaker'];
  const { stdout, stderr } = await runTrailwatch(argv);
  expect(stdout).toContain(`${FILE.replaceAll('/', '&#47;').replaceAll('.', '&#46;')}&#58;${line}</code>`);
  expect(stderr).toContain(`(${FILE}:${line})`);
  const { stdout: json } = await runTrailwatch([...argv, '--format', 'json']);
  expect(JSON.parse(json).changes).toContainEqual(
    expect.objectContaining({
      kind: 'retention-shortened',
      construct: 'Audit/Archive/Bucket/Resource',
      source: { file: FILE, line },
    }),
  );
});

test('a file outside the current folder keeps the path that the CDK wrote', async () => {
  const [base, head] = [synthesized('base', 730), synthesized('head', 400)];
  for (const each of [base, head]) installed(each, { '/Bucket/Resource': ['synth (/elsewhere/app.ts:3:1)'] });
  const { stdout } = await runTrailwatch(['review', head, '--base', base, '--format', 'json']);
  expect(JSON.parse(stdout).changes).toContainEqual(
    expect.objectContaining({ source: { file: '/elsewhere/app.ts', line: 3 } }),
  );
  expect(JSON.stringify(await retentionIn(base, head))).toContain('Audit.template.json');
});
