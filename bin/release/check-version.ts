import { changelogSection } from './changelog';

/** What a release is checked against. */
export interface Candidate {
  /** The Git tag; undefined if there is none yet. */
  readonly tag: string | undefined;
  /** In `package.json`. */
  readonly version: string;
  /** The text of `CHANGELOG.md`. */
  readonly changelog: string;
}

/** A version of Semantic Versioning, without build metadata, which registries drop. */
const VERSION = /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(-[0-9A-Za-z-]+(\.[0-9A-Za-z-]+)*)?$/;

/** Why this cannot be released, a sentence each. Empty if it can. */
export function checkVersion({ tag, version, changelog }: Candidate): readonly string[] {
  if (!VERSION.test(version))
    return [`the version in package.json is '${version}'; it must be of the form 1.2.3 or 1.2.3-rc.1`];
  const problems: string[] = [];
  if (tag !== undefined && tag !== `v${version}`)
    problems.push(
      `the tag is '${tag}' and the version in package.json is '${version}'; the tag must be 'v${version}'`,
    );
  const section = changelogSection(changelog, version);
  const heading = `## ${version} - YYYY-MM-DD`;
  if (section === undefined)
    problems.push(`CHANGELOG.md has no section for ${version}; write '${heading}' below "Unreleased"`);
  else if (section.date === undefined)
    problems.push(`the section ${version} of CHANGELOG.md has no date; write '${heading}'`);
  if (section?.text === '') problems.push(`the section ${version} of CHANGELOG.md is empty`);
  return problems;
}

/** Whether npm must not give this version to those who name none. */
export function isPrerelease(version: string): boolean {
  return version.includes('-');
}
