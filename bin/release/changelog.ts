/** A release in the changelog: `## 1.2.3 - 2026-11-22`, or the version in brackets. */
const HEADING = /^## \[?(\d[^\]\s]*|Unreleased)\]?(?: - (\d{4}-\d{2}-\d{2}))?[ \t]*$/gim;

/** What the changelog says of one release. */
export interface ChangelogSection {
  /** `Unreleased` for what is not released yet. */
  readonly version: string;
  /** Undefined if the heading names no day. */
  readonly date: string | undefined;
  /** Markdown, without the heading. */
  readonly text: string;
}

/** The sections of a changelog in the format of Keep a Changelog, in their order. */
export function parseChangelog(text: string): readonly ChangelogSection[] {
  const headings = [...text.matchAll(HEADING)];
  return headings.map((heading, position) => ({
    version: heading[1] ?? '',
    date: heading[2],
    text: text.slice(heading.index + heading[0].length, headings[position + 1]?.index).trim(),
  }));
}

/** The section of a version; undefined if there is none. */
export function changelogSection(text: string, version: string): ChangelogSection | undefined {
  return parseChangelog(text).find((section) => section.version.toLowerCase() === version.toLowerCase());
}

/** The entries of the versions after one, up to another: of all up to it, where the first is not known; the newest first. */
export function entriesBetween(text: string, from: string | null, to: string): readonly string[] {
  const sections = parseChangelog(text);
  const placeOf = (version: string): number => sections.findIndex((section) => section.version === version);
  const [newest, oldest] = [Math.max(0, placeOf(to)), from === null ? -1 : placeOf(from)];
  const between = sections.slice(newest, oldest < newest ? sections.length : oldest);
  return between.flatMap((section) =>
    section.text
      .split(/^(?=- |#|\*\*)/m)
      .filter((entry) => entry.startsWith('- '))
      .map((entry) => entry.slice(2).replaceAll(/\s+/g, ' ').trim()),
  );
}
