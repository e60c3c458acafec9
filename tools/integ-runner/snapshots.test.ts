import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type * as Cdk from 'aws-cdk-lib';
import type { App, AppProps } from 'aws-cdk-lib';
import { listExamples } from '../../test/examples/example-projects';
import { maskAssets } from '../../test/integ/expect-templates';

const mockApps: App[] = [];

// A test of integ-runner makes its app by itself.
jest.mock('aws-cdk-lib', () => {
  const cdk = jest.requireActual<typeof Cdk>('aws-cdk-lib');
  // integ-runner sets them.
  const context: Record<string, unknown> = jest.requireActual('aws-cdk-lib/recommended-feature-flags.json');
  class CapturedApp extends cdk.App {
    constructor(props: AppProps = {}) {
      super({ outdir: mkdtempSync(join(tmpdir(), 'integ-')), analyticsReporting: false, context, ...props });
      mockApps.push(this);
    }
  }
  return Object.create(cdk, { App: { value: CapturedApp, enumerable: true } });
});

const TESTS = readdirSync(__dirname).filter(
  (name) => /^integ\..+\.ts$/.test(name) && !name.endsWith('.snapshot'),
);

interface Template {
  readonly Resources: Readonly<Record<string, unknown>>;
}

/** The functions of assertions, whose runtime the CDK chooses by its version. No construct of trailwatch has such a function. */
const ASSERTING = /^SingletonFunction[0-9a-f]{32}/;

/** The templates in a folder, by their names. */
function templatesIn(folder: string): Readonly<Record<string, unknown>> {
  const names = readdirSync(folder).filter((name) => name.endsWith('.template.json'));
  return Object.fromEntries(names.map((name) => [name, readTemplate(join(folder, name))]));
}

function readTemplate(file: string): unknown {
  // Assertions have the time of the synthesis, so that each deployment asks its questions again.
  const text = readFileSync(file, 'utf8').replace(/"salt": ?"\d+"/g, '"salt":"<time>"');
  const template: Template = JSON.parse(text);
  const own = Object.entries(template.Resources).filter(([id]) => !ASSERTING.test(id));
  return maskAssets({ ...template, Resources: Object.fromEntries(own) });
}

function synthesize(test: string): string {
  mockApps.length = 0;
  require(join(__dirname, test));
  const [app] = mockApps;
  if (app === undefined) throw new Error(`${test} makes no app`);
  return app.synth().directory;
}

test('every example that deploys has an integration test', () => {
  const deployed = listExamples().filter(({ app }) => app !== undefined);
  expect(TESTS).toEqual(deployed.map(({ name }) => `integ.${name}.ts`).sort());
});

test.each(TESTS)(
  '%s makes the templates of its snapshot; else run npm run test:integ -- --update-on-failed --dry-run',
  (name) => {
    const made = templatesIn(synthesize(name));
    expect(Object.keys(made).length).toBeGreaterThan(0);
    expect(made).toEqual(templatesIn(join(__dirname, `${name}.snapshot`)));
  },
);

/** What people call what a stack leaves, by its type. */
const LEFT: Readonly<Record<string, string>> = {
  'AWS::S3::Bucket': 'buckets',
  'AWS::KMS::Key': 'keys',
  'AWS::Logs::LogGroup': 'log groups',
  'AWS::DynamoDB::Table': 'tables',
  'AWS::SNS::Topic': 'topics',
  'AWS::SQS::Queue': 'queues',
};

interface Kept {
  readonly Type: string;
  readonly DeletionPolicy?: string;
}

test.each(TESTS)('the page of %s says what its stacks leave when they are deleted', (name) => {
  const templates = Object.values(templatesIn(join(__dirname, `${name}.snapshot`))) as readonly Template[];
  const kept = templates
    .flatMap(({ Resources }) => Object.values(Resources) as readonly Kept[])
    .filter(({ DeletionPolicy }) => DeletionPolicy === 'Retain');
  const left = Object.keys(LEFT).filter((type) => kept.some(({ Type }) => Type === type));
  const [last, ...others] = left.map((type) => LEFT[type]).reverse();
  const example = /^integ\.(.+)\.ts$/.exec(name)?.[1] ?? '';
  const page = readFileSync(join(__dirname, '../../examples', example, 'README.md'), 'utf8');
  expect(page.replace(/\s+/g, ' ')).toContain(`leaves the ${others.reverse().join(', ')} and ${last}`);
});

test('no snapshot says where on a machine it was made', () => {
  const files = TESTS.flatMap((name) => {
    const folder = join(__dirname, `${name}.snapshot`);
    return readdirSync(folder).map((file) => join(folder, file));
  });
  expect(files.length).toBeGreaterThan(TESTS.length);
  for (const file of files) expect(readFileSync(file, 'utf8')).not.toMatch(/creationStack|node_modules/);
});
