import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { runTrailwatch } from '../bin/run-trailwatch';
import { listExamples, readExampleFile, readExampleJson } from './example-projects';

const ROOT = resolve(__dirname, '../..');
const EXAMPLES = listExamples();
const DEPLOYED = EXAMPLES.filter(({ app }) => app !== undefined);

interface Manifest {
  readonly name: string;
  readonly version?: string;
  readonly private?: boolean;
  readonly scripts: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

const OWN = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as Manifest;
const README = readFileSync(join(ROOT, 'README.md'), 'utf8');

/** What an example may ask of a package: what this repository uses, or a release that is compatible with it; of our own, a tarball. */
function versionsOf(name: string): readonly (string | undefined)[] {
  if (name === 'cdk-trailwatch' || name === 'trailwatch') return [`file:${name}-${OWN.version}.tgz`];
  const version = OWN.devDependencies?.[name];
  return [version, `^${version}`];
}

test('there are examples, and most of them are apps', () => {
  expect(DEPLOYED.length).toBeGreaterThan(5);
});

describe.each(EXAMPLES)('the example $name', (project) => {
  const manifest = readExampleJson<Manifest>(project, 'package.json');

  test('is a project of its own that is not published', () => {
    expect(manifest).toMatchObject({ name: `trailwatch-example-${project.name}`, private: true });
    expect(manifest.scripts.test).toContain('jest');
  });

  test('depends on the next release, and otherwise on what this repository is tested with', () => {
    const asked = Object.entries({ ...manifest.dependencies, ...manifest.devDependencies });
    expect(asked.length).toBeGreaterThan(3);
    expect(asked.filter(([name, version]) => !versionsOf(name).includes(version))).toEqual([]);
  });

  test('says what it costs, how to use it, how to change it and how to remove it', () => {
    const headings = [...readExampleFile(project, 'README.md').matchAll(/^## (.+)$/gm)].map(
      ([, text]) => text,
    );
    const use = project.app === undefined ? 'Run' : 'Deploy';
    expect(headings).toEqual(expect.arrayContaining(['Cost', use, 'Change it', 'Remove it']));
  });

  test('is in the table of README', () => {
    expect(README).toContain(`(examples/${project.name}/README.md)`);
  });
});

test('the rules of own-rules match the records that they must match, and no others', async () => {
  const { status, stdout } = await runTrailwatch(['rules', 'test', join(ROOT, 'examples/own-rules/rules')]);
  expect([status, stdout.includes('"ok":true')]).toEqual([0, true]);
});

test('all apps have the settings of the CDK of this repository, with its flags', () => {
  const own = readFileSync(join(ROOT, 'cdk.json'), 'utf8');
  expect(DEPLOYED.filter((project) => readExampleFile(project, 'cdk.json') !== own)).toEqual([]);
});

test('all have the same settings of the compiler', () => {
  const settings = new Set(EXAMPLES.map((project) => readExampleFile(project, 'tsconfig.json')));
  expect(settings.size).toBe(1);
});
