import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type * as Cdk from 'aws-cdk-lib';
import type { App, AppProps } from 'aws-cdk-lib';
import { runTrailwatch } from '../bin/run-trailwatch';
import { type ExampleProject, listExamples, readExampleFile, readExampleJson } from './example-projects';

const mockApps: App[] = [];
let mockContext: Readonly<Record<string, unknown>> = {};

// An example makes its app by itself, as `cdk synth` runs it.
jest.mock('aws-cdk-lib', () => {
  const cdk = jest.requireActual<typeof Cdk>('aws-cdk-lib');
  class ConfiguredApp extends cdk.App {
    constructor(props: AppProps = {}) {
      super({ outdir: mkdtempSync(join(tmpdir(), 'example-')), context: mockContext, ...props });
      mockApps.push(this);
    }
  }
  return Object.create(cdk, { App: { value: ConfiguredApp, enumerable: true } });
});

const DEPLOYED = listExamples().filter(({ app }) => app !== undefined);

/** What an example's own app makes with the flags of its `cdk.json`. */
function synthesize(project: ExampleProject): ReturnType<App['synth']> {
  mockContext = readExampleJson<{ context: Record<string, unknown> }>(project, 'cdk.json').context;
  mockApps.length = 0;
  require(project.app ?? '');
  const [app, ...others] = mockApps;
  if (app === undefined || others.length > 0)
    throw new Error(`${project.name} makes ${mockApps.length} apps`);
  return app.synth();
}

describe.each(DEPLOYED)('the app of the example $name', (project) => {
  const { stacks, directory } = synthesize(project);

  test('has no warnings: `cdk synth --strict` takes it', () => {
    expect(stacks.length).toBeGreaterThan(0);
    const found = stacks.flatMap(({ messages }) => messages).filter(({ level }) => level !== 'info');
    expect(found.map(({ id, entry }) => `${id}: ${entry.data}`)).toEqual([]);
  });

  test('costs what its README says', async () => {
    const { stderr } = await runTrailwatch(['cost', directory]);
    const usd = /usd-month=([\d.]+)/.exec(stderr)?.[1];
    const said = /About \*\*\$(\d+) a month\*\*/.exec(readExampleFile(project, 'README.md'))?.[1];
    expect(said).toBe(Number(usd).toFixed(0));
  });
});
