import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { ROOT } from './code-blocks';

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly with?: Readonly<Record<string, unknown>>;
}

interface Job {
  readonly uses?: string;
  readonly needs?: string | readonly string[];
  readonly if?: string;
  readonly environment?: string;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly 'timeout-minutes'?: number;
  readonly steps?: readonly Step[];
}

interface Workflow {
  readonly permissions: object;
  readonly jobs: Readonly<Record<string, Job>>;
}

const FOLDER = join(ROOT, '.github/workflows');
const WORKFLOWS = readdirSync(FOLDER).map((name) => {
  const text = readFileSync(join(FOLDER, name), 'utf8');
  return { name, text, workflow: parse(text) as Workflow };
});
const JOBS = WORKFLOWS.flatMap(({ name, workflow }) =>
  Object.entries(workflow.jobs).map(([id, job]) => ({ place: `${name} ${id}`, id, job })),
);
const STEPS = JOBS.flatMap(({ place, job }) => (job.steps ?? []).map((step) => ({ place, step })));
const RELEASE = JOBS.filter(({ place }) => place.startsWith('release.yml'));

test('every action is pinned to a commit, with its version beside it', () => {
  const used = WORKFLOWS.flatMap(({ text }) => text.match(/uses: .*$/gm) ?? []);
  expect(used.length).toBeGreaterThan(10);
  expect(
    used.filter((line) => !/uses: (\.\/|[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$)/.test(line)),
  ).toEqual([]);
});

test('an action has one version in all workflows', () => {
  const versions = new Map<string, Set<string>>();
  for (const { step } of STEPS) {
    const [action, commit] = (step.uses ?? '').split('@');
    if (action !== undefined && commit !== undefined)
      versions.set(action, (versions.get(action) ?? new Set()).add(commit));
  }
  expect([...versions].filter(([, commits]) => commits.size !== 1)).toEqual([]);
});

test('a workflow permits nothing, and each job what it names, for a limited time', () => {
  for (const { workflow } of WORKFLOWS) expect(workflow.permissions).toEqual({});
  const open = JOBS.filter(({ job }) => job.permissions === undefined);
  const endless = JOBS.filter(({ job }) => job.uses === undefined && job['timeout-minutes'] === undefined);
  expect([...open, ...endless].map(({ place }) => place)).toEqual([]);
});

test('only the release on GitHub writes to the repository', () => {
  const writing = JOBS.filter(({ job }) => job.permissions?.contents === 'write');
  expect(writing.map(({ place }) => place)).toEqual(['release.yml github']);
});

test('what holds a secret or an identity waits for an approval, but for the provenance of files', () => {
  const trusted = JOBS.filter(
    ({ job }) => job.permissions?.['id-token'] === 'write' || JSON.stringify(job).includes('secrets.'),
  );
  expect(trusted.map(({ id }) => id)).toEqual(['attest', 'npm', 'pypi', 'maven', 'nuget', 'go']);
  expect(trusted.filter(({ job }) => job.environment !== 'release').map(({ id }) => id)).toEqual(['attest']);
});

test('a job that holds a secret or an identity runs no scripts of dependencies', () => {
  const installed = RELEASE.filter(({ job }) => job.environment === 'release').flatMap(({ job }) =>
    (job.steps ?? []).flatMap(({ run }) => (run?.startsWith('npm ci') ? [run] : [])),
  );
  expect(installed).toEqual(Array(5).fill('npm ci --ignore-scripts'));
});

test('no upload starts but from a tag, and after every check', () => {
  const needs = (id: string): readonly string[] => {
    const direct = [RELEASE.find((job) => job.id === id)?.job.needs ?? []].flat();
    return [...direct, ...direct.flatMap(needs)];
  };
  const uploads = RELEASE.filter(({ job }) => job.environment === 'release');
  expect(uploads).toHaveLength(5);
  for (const { id, job } of uploads) {
    expect(job.if).toBe("github.ref_type == 'tag'");
    expect(needs(id)).toEqual(expect.arrayContaining(['attest', 'ci', 'compare', 'build']));
  }
});

test('every registry has a job that publishes to it', () => {
  const registries = STEPS.flatMap(({ step }) => /--only "?([\w ]+)"?$/m.exec(step.run ?? '')?.[1] ?? []);
  expect(registries).toEqual(['npm', 'PyPI', 'Maven Central', 'NuGet', 'Go']);
});

test('no script contains an expression, which who names a branch could write', () => {
  expect(STEPS.filter(({ step }) => step.run?.includes('${{')).map(({ place }) => place)).toEqual([]);
});

test('no checkout leaves its token to later steps', () => {
  const checkouts = STEPS.filter(({ step }) => step.uses?.startsWith('actions/checkout@'));
  expect(checkouts.length).toBeGreaterThan(3);
  expect(checkouts.filter(({ step }) => step.with?.['persist-credentials'] !== false)).toEqual([]);
});

test('every script that a workflow runs exists', () => {
  const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { scripts: object };
  const named = STEPS.flatMap(({ step }) =>
    [...(step.run ?? '').matchAll(/npm run (?:--silent )?([\w:-]+)/g)].map(([, name = '']) => name),
  );
  expect(named.length).toBeGreaterThan(5);
  expect(named.filter((name) => !Object.keys(scripts).includes(name))).toEqual([]);
  expect(existsSync(join(ROOT, '.ci/run'))).toBe(true);
});

describe('updates of dependencies', () => {
  interface Update {
    readonly 'package-ecosystem': string;
    readonly cooldown: object;
    readonly groups: Readonly<
      Record<string, { readonly patterns: readonly string[]; readonly 'applies-to'?: string }>
    >;
  }
  const { updates } = parse(readFileSync(join(ROOT, '.github/dependabot.yml'), 'utf8')) as {
    readonly updates: readonly Update[];
  };
  const npm = updates.find((update) => update['package-ecosystem'] === 'npm');
  const { devDependencies, dependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  const installed = Object.keys({ ...devDependencies, ...dependencies });

  /** The first group that takes a package, as Dependabot chooses. */
  const groupOf = (name: string) =>
    Object.entries(npm?.groups ?? {}).find(
      ([, group]) =>
        group['applies-to'] === undefined &&
        group.patterns.some((pattern) => new RegExp(`^${pattern.replaceAll('*', '.*')}$`).test(name)),
    )?.[0];

  test('wait a week, in every ecosystem', () => {
    expect(updates.map((update) => update.cooldown)).toEqual(Array(3).fill({ 'default-days': 7 }));
  });

  test('come together for what must have one version', () => {
    expect(['aws-cdk-lib', 'constructs', 'aws-cdk'].map(groupOf)).toEqual(['cdk', 'cdk', 'cdk']);
    expect(['@aws-sdk/client-s3', '@smithy/core', 'jsii-pacmak', 'yaml', 'jest'].map(groupOf)).toEqual([
      ...['aws-sdk', 'aws-sdk', 'jsii', 'shipped', 'dev-tools'],
    ]);
  });

  test('name no package that is not installed', () => {
    const named = Object.values(npm?.groups ?? {}).flatMap(({ patterns }) => patterns);
    const unknown = named.filter((name) => !name.includes('*') && !installed.includes(name));
    expect(unknown).toEqual([]);
  });
});
