import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BuiltPackage, Registry } from '../../../bin/package/package-list';
import { changelogSection, entriesBetween, parseChangelog } from '../../../bin/release/changelog';
import {
  checksumsOf,
  checkVersion,
  differentFiles,
  isPrerelease,
  isReproducible,
  parseChecksums,
  planPublications,
  publish,
  type RunCommand,
  renderChecksums,
  renderPublication,
} from '../../../bin/release/publication';
import { folderForAllTests } from '../../test-folder';

const CHANGELOG = `# Changelog

## Unreleased

- Something new.

## [1.1.0] - 2026-11-22

### Added

- A rule.

## 1.0.0

First.

## 0.9.0 - 2026-01-02
`;

test('a section of the changelog ends where the next one begins', () => {
  expect(parseChangelog(CHANGELOG).map(({ version, date }) => [version, date])).toEqual([
    ['Unreleased', undefined],
    ['1.1.0', '2026-11-22'],
    ['1.0.0', undefined],
    ['0.9.0', '2026-01-02'],
  ]);
  expect(changelogSection(CHANGELOG, '1.1.0')?.text).toBe('### Added\n\n- A rule.');
  expect(changelogSection(CHANGELOG, 'unreleased')?.text).toBe('- Something new.');
  expect(changelogSection(CHANGELOG, '1.1')).toBeUndefined();
});

test.each([
  ['1.0.0', '1.1.0', ['A rule.']],
  ['1.0.0', '1.2.0', ['Something new.', 'A rule.']],
  ['1.1.0', '1.2.0', ['Something new.']],
  [null, '1.1.0', ['A rule.']],
])('the entries after %s up to %s are those of the sections between', (from, to, expected) => {
  expect(entriesBetween(CHANGELOG, from, to)).toEqual(expected);
});

test('a changelog with line ends of Windows has the same sections', () => {
  const sections = parseChangelog(CHANGELOG.replaceAll('\n', '\r\n'));
  expect(sections.map(({ version }) => version)).toEqual(
    parseChangelog(CHANGELOG).map(({ version }) => version),
  );
});

const release = (version: string, tag?: string) => checkVersion({ version, tag, changelog: CHANGELOG });

test('tag, package.json and changelog that name one version are a release', () => {
  expect(release('1.1.0', 'v1.1.0')).toEqual([]);
  expect(release('1.1.0')).toEqual([]);
});

test.each([
  ['fails on a version that is none', release('1.1', 'v1.1'), 'must be of the form 1.2.3 or 1.2.3-rc.1'],
  ['fails on build metadata, which registries drop', release('1.1.0+7'), 'must be of the form'],
  ['fails on a tag of another version', release('1.1.0', 'v1.0.0'), "the tag must be 'v1.1.0'"],
  ['fails on a tag without v', release('1.1.0', '1.1.0'), "the tag must be 'v1.1.0'"],
  ['fails without a section of the changelog', release('2.0.0', 'v2.0.0'), "write '## 2.0.0 - YYYY-MM-DD'"],
  ['fails without a date', release('1.0.0', 'v1.0.0'), 'the section 1.0.0 of CHANGELOG.md has no date'],
  ['fails on an empty section', release('0.9.0', 'v0.9.0'), 'the section 0.9.0 of CHANGELOG.md is empty'],
])('%s', (_name, problems, expected) => {
  expect(problems).toHaveLength(1);
  expect(problems[0]).toContain(expected);
});

test('all that is wrong is told at once', () => {
  expect(release('2.0.0', 'v2')).toHaveLength(2);
});

test('a version with a suffix is a prerelease', () => {
  expect(['1.0.0-rc.1', '1.0.0'].map(isPrerelease)).toEqual([true, false]);
});

const folder = folderForAllTests();
beforeAll(() => {
  for (const name of ['js', 'java']) mkdirSync(join(folder, name));
  for (const path of ['js/a.tgz', 'js/b.tgz', 'java/a.jar']) writeFileSync(join(folder, path), path);
});

const built = (registry: Registry, name: string, path: string, version = '1.2.3'): BuiltPackage => ({
  ...{ registry, name, version },
  files: [join(folder, path)],
});

test('npm packages are published one by one, with provenance', () => {
  const [npm] = planPublications([built('npm', 'a', 'js/a.tgz'), built('npm', 'b', 'js/b.tgz')], folder);
  expect(npm?.commands.map(({ argv }) => argv.join(' '))).toEqual([
    'npm publish ./js/a.tgz --provenance --access public --tag latest',
    'npm publish ./js/b.tgz --provenance --access public --tag latest',
  ]);
});

test('a prerelease does not become the latest version', () => {
  const [npm] = planPublications([built('npm', 'a', 'js/a.tgz', '2.0.0-rc.1')], folder);
  expect(npm?.commands[0]?.argv).toEqual(expect.arrayContaining(['--tag', 'next']));
});

test('every registry with a package has a way to prove who publishes, and none without', () => {
  const plan = planPublications(
    [built('Maven Central', 'x:a', 'java/a.jar'), built('npm', 'a', 'js/a.tgz')],
    folder,
  );
  expect(plan.map(({ registry }) => registry)).toEqual(['npm', 'Maven Central']);
  expect(plan[1]?.commands).toEqual([
    { argv: ['publib-maven', 'java'], environment: { MAVEN_SERVER_ID: 'central-ossrh' } },
  ]);
});

test('a plan names each file with its size and checksum', () => {
  const [npm] = planPublications([built('npm', 'a', 'js/a.tgz')], folder);
  const checksums = checksumsOf(folder, ['js/a.tgz']);
  expect(renderPublication(npm!, folder, checksums)).toContain(
    `${createHash('sha256').update('js/a.tgz').digest('hex')}    0.0 KB  js/a.tgz`,
  );
});

describe('publishing to npm', () => {
  /** A registry that has `published`, and a program that ends with a status. */
  const registry = (published: Readonly<Record<string, string>>, status = 0) => {
    const uploads: string[] = [];
    const run: RunCommand = ({ argv }) => {
      const [, verb, name = ''] = argv;
      if (verb === 'view') return { status: 0, stdout: `${published[name.split('@')[0] ?? ''] ?? ''}\n` };
      uploads.push(name);
      return { status, stdout: '' };
    };
    return { uploads, run };
  };
  const npm = () =>
    planPublications([built('npm', 'a', 'js/a.tgz'), built('npm', 'b', 'js/b.tgz')], folder)[0]!;
  const integrityOf = (text: string) => `sha512-${createHash('sha512').update(text).digest('base64')}`;

  test('uploads what the registry does not have', () => {
    const { uploads, run } = registry({});
    publish(npm(), run, () => undefined);
    expect(uploads).toEqual(['./js/a.tgz', './js/b.tgz']);
  });

  test('a release that runs again uploads only what is missing', () => {
    const { uploads, run } = registry({ a: integrityOf('js/a.tgz') });
    const lines: string[] = [];
    publish(npm(), run, (line) => lines.push(line));
    expect(uploads).toEqual(['./js/b.tgz']);
    expect(lines).toContain('a 1.2.3 is published already');
  });

  test('fails when the registry has other bytes for the version', () => {
    const { uploads, run } = registry({ a: integrityOf('something else') });
    expect(() => publish(npm(), run, () => undefined)).toThrow('a version cannot be published twice');
    expect(uploads).toEqual([]);
  });

  test('fails when an upload fails, and uploads nothing more', () => {
    const { uploads, run } = registry({}, 1);
    expect(() => publish(npm(), run, () => undefined)).toThrow('ended with 1; run the failed job again');
    expect(uploads).toEqual(['./js/a.tgz']);
  });
});

describe('checksums', () => {
  test('are read as they are written, in the order of paths', () => {
    const checksums = checksumsOf(folder, ['js/b.tgz', 'js/a.tgz']);
    const text = renderChecksums(checksums);
    expect(text).toMatch(/^[0-9a-f]{64} {2}js\/a\.tgz\n[0-9a-f]{64} {2}js\/b\.tgz\n$/);
    expect(parseChecksums(text)).toEqual(checksums);
  });

  test('differ where a file is another, or is missing on either side', () => {
    const one = new Map([...'abc'].map((path) => [path, '1']));
    const other = new Map([...'bcd'].map((path) => [path, path === 'c' ? '2' : '1']));
    expect(differentFiles(one, other)).toEqual(['a', 'c', 'd']);
  });

  test('fails on a line that is none of sha256sum', () => {
    expect(() => parseChecksums('abc  file\n')).toThrow("'abc  file' is no line of checksums");
  });

  test('those of archives that keep times need not be the same in two builds', () => {
    expect(
      ['js/a.tgz', 'go/a/a.go', 'a.cdx.json', 'java/a.jar', 'dotnet/a.nupkg'].map(isReproducible),
    ).toEqual([...[true, true, true, false, false]]);
  });
});
