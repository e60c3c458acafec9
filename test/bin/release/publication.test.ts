import {
  changelogSection,
  checkVersion,
  isPrerelease,
  parseChangelog,
} from '../../../bin/release/publication';

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
