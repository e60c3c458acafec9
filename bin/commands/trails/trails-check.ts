import { createColors } from 'picocolors';
import { SEVERITIES, type Severity } from '../../../lib/core/rule/rule';
import {
  toCsvCell,
  toCsvLine,
  toJsonText,
  toPrintable,
  toVisibleJson,
} from '../../../lib/core/safe-text/printable';
import { type CommandIo, mayColor } from '../../cli/command-io';
import { UserError } from '../../cli/user-error';
import { Diagnostics } from '../../outputs/diagnostics';
import { SarifDocument, toPhysicalLocation } from '../../outputs/sarif-document';
import { renderTable } from '../../outputs/table';
import { paintSeverity } from '../../outputs/text-layout';
import { toStream, whileOpen } from '../../outputs/text-output';
import { PlaceError } from '../../places/ask-place';
import { findPlaces } from '../../places/find-places';
import { type AskedSession, sessionsOf } from '../../trails/posture/asked-session';
import { controlsOf, readFramework } from '../../trails/posture/framework-checks';
import type { Framework } from '../../trails/posture/frameworks';
import type { LiveEstate } from '../../trails/posture/live-estate';
import { judgeEstate, POSTURE_CHECKS, type PostureFinding } from '../../trails/posture/posture-checks';
import { readEstate } from '../../trails/posture/read-estate';
import type { TrailsFormat } from '../../trails/trails-text';
import { formatOf, type TrailsOptions } from './trails';

/**
 * Checks deployed trails and the resources that they need. Returns the exit status: 1 if a check failed, 2 if anything is
 * unknown, even if a check also failed.
 */
export async function trailsCheck(options: TrailsOptions, io: CommandIo): Promise<number> {
  const format: PostureFormat = options.format === 'sarif' ? 'sarif' : formatOf(options, io);
  const except = options.excludeCheck ?? [];
  const odd = except.find((name) => !POSTURE_CHECKS.some((check) => check.name === name));
  if (odd !== undefined)
    throw new UserError(`--exclude-check is '${odd}', which is not a check; docs/prove/trails.md lists them`);
  const framework = options.framework === undefined ? undefined : readFramework(options.framework);
  const others = framework === undefined ? [] : checksOutside(framework);
  const fromMs = io.nowMs();
  const diagnostics = new Diagnostics(io);
  const onProblem = (sentence: string) => diagnostics.problem(sentence);
  const places = await findPlaces(options, { sessionName: 'trailwatch-trails', onProblem, wait: io.wait });
  try {
    const estate = await readEstate(await askedSessions(places, io), io);
    const nowMs = io.currentTime().getTime();
    const findings = judgeEstate(estate, { nowMs, except: [...except, ...others] });
    await whileOpen(toStream(io.stdout)).write(postureText(format, { findings, framework }, io));
    for (const why of untold(estate, findings)) onProblem(why);
    const count = (status: string) => findings.filter(({ verdict }) => verdict.status === status).length;
    diagnostics.finish(
      `trails=${estate.trails.length} places=${places.length} passed=${count('pass')} failed=${count('fail')} ` +
        `unknown=${count('unknown')}`,
      fromMs,
    );
    if (diagnostics.problems > 0 || count('unknown') > 0) return 2;
    return count('fail') > 0 ? 1 : 0;
  } finally {
    for (const { client } of places) client.destroy();
  }
}

/** Why Regions did not respond, where no check says so: those that would may be excluded. */
function untold({ accounts }: LiveEstate, findings: readonly PostureFinding[]): readonly string[] {
  const told = findings.flatMap(({ verdict }) => (verdict.status === 'unknown' ? [verdict.found] : []));
  const reasons = accounts.flatMap(({ unreadRegions }) => unreadRegions.map(({ why }) => why));
  return reasons.filter((why) => !told.some((found) => found.includes(why)));
}

/** The accounts to query; a mistake in the credentials is one sentence. */
export async function askedSessions(
  places: Parameters<typeof sessionsOf>[0],
  { wait }: Pick<CommandIo, 'wait'>,
): Promise<readonly AskedSession[]> {
  try {
    return await sessionsOf(places, wait);
  } catch (error) {
    if (error instanceof PlaceError) throw new UserError(error.message);
    throw error;
  }
}

type PostureFormat = TrailsFormat | 'sarif';

const INFORMATION_URI = 'https://github.com/trailwatch/cdk-trailwatch/blob/main/docs/prove/trails.md';

/** What was found, and the framework that was asked for. */
interface Posture {
  readonly findings: readonly PostureFinding[];
  readonly framework: Framework | undefined;
}

/** The names of the checks that no control of the framework asks for. */
function checksOutside(framework: Framework): readonly string[] {
  return POSTURE_CHECKS.map(({ name }) => name).filter((name) => controlsOf(framework, name).length === 0);
}

/** The results of the checks as text. A table and SARIF contain failed and unknown ones, other formats also passed ones. */
function postureText(
  format: PostureFormat,
  { findings, framework }: Posture,
  io: Pick<CommandIo, 'stdout' | 'environment'>,
): string {
  const documents = findings.map((finding) => toDocument(finding, framework));
  switch (format) {
    case 'ndjson':
      return documents.map((document) => `${toJsonText(document)}\n`).join('');
    case 'json':
      return `${toVisibleJson(JSON.stringify(documents, undefined, 2))}\n`;
    case 'csv':
      return toCsv(findings, framework);
    case 'sarif':
      return toSarif(findings, framework);
    case 'table':
      return toTable({ findings, framework }, io);
    default:
      return format satisfies never;
  }
}

/** The controls that a check answers, as JSON and SARIF have them. */
function controlsIn(framework: Framework, check: string): object {
  return { name: framework.name, controls: controlsOf(framework, check) };
}

/** One line of `ndjson`: a contract. */
function toDocument(
  { check, account, region, resource, verdict }: PostureFinding,
  framework: Framework | undefined,
): object {
  const { name, severity, securityHub, cis, prowler, remedy } = check;
  const found = verdict.status === 'pass' ? {} : { found: verdict.found };
  return {
    ...{ check: name, severity, status: verdict.status, account, region, resource, ...found },
    ...(verdict.status === 'fail' ? { remedy } : {}),
    controls: { securityHub, cis, prowler },
    ...(framework && { framework: controlsIn(framework, name) }),
  };
}

const COLUMNS: readonly (readonly [name: string, cell: (finding: PostureFinding) => string])[] = [
  ['Check', ({ check }) => check.name],
  ['Severity', ({ check }) => check.severity],
  ['Status', ({ verdict }) => verdict.status],
  ['Account', ({ account }) => account],
  ['Region', ({ region }) => region],
  ['Resource', ({ resource }) => resource],
  ['Found', ({ verdict }) => (verdict.status === 'pass' ? '' : verdict.found)],
  ['Remedy', ({ check, verdict }) => (verdict.status === 'fail' ? check.remedy : '')],
  ['Security Hub', ({ check }) => check.securityHub.join(' ')],
  ['CIS', ({ check }) => check.cis.join(' ')],
  ['Prowler', ({ check }) => check.prowler.join(' ')],
];

function toCsv(findings: readonly PostureFinding[], framework: Framework | undefined): string {
  const columns = [...COLUMNS];
  if (framework !== undefined)
    columns.push([framework.title, ({ check }) => controlsOf(framework, check.name).join('; ')]);
  const rows = findings.map((finding) => columns.map(([, cell]) => toCsvCell(cell(finding))));
  return [columns.map(([name]) => name), ...rows].map(toCsvLine).join('');
}

/** The most severe first, failed before unknown. */
function toReport(findings: readonly PostureFinding[]): readonly PostureFinding[] {
  const rank = ({ check, verdict }: PostureFinding) =>
    SEVERITIES.indexOf(check.severity) * 2 + (verdict.status === 'fail' ? 1 : 0);
  return findings
    .filter(({ verdict }) => verdict.status !== 'pass')
    .sort((one, other) => rank(other) - rank(one));
}

const DEFAULT_COLUMNS = 100;

const MIN_COLUMNS = 80;

/** The widths of SEVERITY, CHECK and RESOURCE; the finding has the rest. */
const WIDTHS = [14, 28] as const;

function toTable(
  { findings, framework }: Posture,
  { stdout, environment }: Pick<CommandIo, 'stdout' | 'environment'>,
): string {
  const report = toReport(findings);
  if (report.length === 0) return '';
  const colors = createColors(mayColor(stdout, environment));
  const width = Math.max(stdout.columns ?? DEFAULT_COLUMNS, MIN_COLUMNS);
  const rest = width - WIDTHS[0] - WIDTHS[1];
  const rows = report.map(({ check, resource, verdict }) => {
    const found = verdict.status === 'pass' ? '' : toPrintable(verdict.found);
    const lines = verdict.status === 'fail' ? [found, `remedy: ${check.remedy}`] : [`not known: ${found}`];
    const controls =
      framework === undefined ? [] : [`${framework.title}: ${controlsOf(framework, check.name).join(', ')}`];
    const cell = [toPrintable(resource), ...lines, ...controls].join('\n');
    return [paintSeverity(check.severity, colors), check.name, cell];
  });
  return renderTable([...WIDTHS, rest], [['SEVERITY', 'CHECK', 'RESOURCE AND WHAT WAS FOUND'], ...rows]);
}

/** SARIF has these levels. */
const LEVELS: Readonly<Record<Severity, string>> = {
  ...{ critical: 'error', high: 'error', medium: 'warning', low: 'note', informational: 'note' },
};

/** The checks as rules, which code scanning finds by their tags; with a framework only those that its controls ask for. */
function toRules(framework: Framework | undefined): readonly object[] {
  const left = new Set(framework === undefined ? [] : checksOutside(framework));
  return POSTURE_CHECKS.filter(({ name }) => !left.has(name)).map(
    ({ name, asks, remedy, severity, securityHub, cis, prowler }) => ({
      ...{ id: name, shortDescription: { text: asks }, help: { text: remedy } },
      ...{ helpUri: `${INFORMATION_URI}#posture`, defaultConfiguration: { level: LEVELS[severity] } },
      properties: {
        ...{ securityHub, cis, prowler },
        ...(framework && { tags: controlsOf(framework, name).map((id) => `${framework.title}: ${id}`) }),
      },
    }),
  );
}

/** SARIF for code scanning: a result for each failed or unknown check. */
function toSarif(findings: readonly PostureFinding[], framework: Framework | undefined): string {
  const driver = { name: 'trailwatch trails', informationUri: INFORMATION_URI, rules: toRules(framework) };
  const document = new SarifDocument(driver);
  const results = toReport(findings).map((finding) => toResult(finding, framework));
  return document.next(results) + document.end();
}

/** A resource has no file: its ARN is used instead, so that code scanning shows the result. */
function toResult(finding: PostureFinding, framework: Framework | undefined): object {
  const { check, resource, verdict } = finding;
  const isOpen = verdict.status === 'unknown';
  const found = verdict.status === 'pass' ? '' : verdict.found;
  const text = isOpen ? `${resource}: not known: ${found}` : `${resource}: ${found}; ${check.remedy}`;
  return {
    ruleId: check.name,
    // SARIF requires no level for undecided results.
    ...(isOpen ? { kind: 'open', level: 'none' } : { level: LEVELS[check.severity] }),
    message: { text },
    locations: [
      {
        ...toPhysicalLocation(resource),
        logicalLocations: [{ fullyQualifiedName: resource, kind: 'resource' }],
      },
    ],
    ...(framework && { properties: { framework: controlsIn(framework, check.name) } }),
    // The same fault of the same resource is the same alert in the next run.
    partialFingerprints: { 'posture/v1': `${check.name}:${resource}`.slice(0, 500) },
  };
}
