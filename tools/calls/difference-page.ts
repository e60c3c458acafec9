import { gzipSync } from 'node:zlib';
import { CallCatalogue } from '../../lib/core/calls/call-catalogue';
import { isDecided, memberKind } from '../../lib/core/calls/member-kinds';

/** What newer models change in the catalogue of calls, as Markdown; undefined if nothing. */
export function differencePage(committed: string, newest: string): string | undefined {
  if (withoutReleases(committed) === withoutReleases(newest)) return undefined;
  const [before, after] = [committed, newest].map((text) => CallCatalogue.unpack(gzipSync(text))) as [
    CallCatalogue,
    CallCatalogue,
  ];
  const sections = [
    section('Regions', added(before.regions, after.regions), added(after.regions, before.regions)),
    ...[...new Set([...before.sources, ...after.sources])].sort().flatMap((source) => {
      const [old, now] = [before, after].map(wordsOf(source)) as [readonly string[], readonly string[]];
      return section(source, added(old, now), added(now, old));
    }),
  ].flat();
  const rest = sections.length === 0 ? ['Only types of resources, actions or access levels differ.\n'] : [];
  return [
    '# The models of AWS are newer than the catalogue of calls\n',
    `${releasesOf(committed)} → ${releasesOf(newest)}: \`npm run write:calls\`, with these releases in tools/peers/python-packages/documents.txt and package.json.\n`,
    'A member marked with **decide** may be a role, an account, a principal or a policy: `npm run write:calls` fails until lib/core/calls/member-kinds.ts says so. The kinds of others are behind them.\n',
    ...sections,
    ...rest,
  ].join('\n');
}

function section(title: string, more: readonly string[], less: readonly string[]): readonly string[] {
  const lines = [
    ...more.map((each) => `- new: \`${each}\`${decided(each)}`),
    ...less.map((each) => `- gone: \`${each}\``),
  ];
  return lines.length === 0 ? [] : [`## ${title}\n`, ...lines, ''];
}

/** What a new member is: whoever takes the models reads it, and decides what no line of the reviewed file does. */
function decided(word: string): string {
  const [, member] = /\.(\w+)$/.exec(word) ?? [];
  if (member === undefined) return '';
  const kind = memberKind(member);
  return kind !== undefined ? ` (${kind})` : isDecided(member) ? '' : ' **decide**';
}

/** Calls, `Call.Member` of requests, and error codes. */
function wordsOf(source: string): (calls: CallCatalogue) => readonly string[] {
  return (calls) => [
    ...[...calls.calls(source).values()].flatMap(({ name, members }) => [
      name,
      ...members.map((member) => `${name}.${member}`),
    ]),
    ...[...calls.errorCodes(source).keys()].map((code) => `error ${code}`),
  ];
}

function added(before: readonly string[], after: readonly string[]): readonly string[] {
  const known = new Set(before);
  return after.filter((each) => !known.has(each));
}

const RELEASE = /^# (\S+ \d\S*)$/gm;

function withoutReleases(text: string): string {
  return text.replaceAll(RELEASE, '');
}

function releasesOf(text: string): string {
  return [...text.matchAll(RELEASE)].map(([, release]) => release).join(' and ');
}
