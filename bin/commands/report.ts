import { textAt } from '../../lib/core/fact/text-at';
import type { CloudTrailRecord } from '../../lib/core/record/record';
import { recordIdentity } from '../../lib/core/record/record-identity';
import { withoutSession } from '../../lib/core/record/without-session';
import type { Rule } from '../../lib/core/rule/rule';
import { oneLine } from '../../lib/core/safe-text/one-line';
import type { CommandIo } from '../cli/command-io';
import { UserError } from '../cli/user-error';
import { type Attribution, type Insight, readInsight } from '../records/insight';
import { ReportedOnce } from '../records/reported-once';
import { ReportCases } from '../report/report-cases';
import type { InsightUser, ReportInsight } from '../report/report-data';
import { readPageParts } from '../report/report-page';
import { ReportText } from '../report/report-text';
import { parseWorkers } from '../scan/open-search';
import { runScan, type ScanOptions } from './scan';

/** The options of `trailwatch report`, as the command line names them. */
export interface ReportOptions extends Omit<ScanOptions, 'format' | 'details' | 'group'> {
  readonly out: string;
  readonly title?: string;
  readonly maxAlerts?: string;
}

const DEFAULT_TITLE = 'CloudTrail alerts';

/** The number of alerts that a browser can display smoothly. */
const DEFAULT_MAX_ALERTS = 50_000;

/** Maximum of `--max-alerts`. */
const MAX_ALERTS = 500_000;

const MAX_TITLE_LENGTH = 200;

/** Writes the results of a scan as one page. Returns the exit status. */
export function report(paths: readonly string[], options: ReportOptions, io: CommandIo): Promise<number> {
  const limits = { maxAlerts: parseMaxAlerts(options.maxAlerts) };
  const title = parseTitle(options.title);
  const parts = readPageParts();
  const found = new FoundInsights();
  const cases = new ReportCases();
  return runScan({
    paths,
    options,
    io,
    watch: {
      rule: WATCHED,
      take: (record) => {
        if (record.eventType === INSIGHT) found.take(record);
        else cases.takeRecord(record);
      },
    },
    // the second reading reports what the first did
    diagnostics: new ReportedOnce(io),
    beforeEnd: (tools, outputs) => {
      const workers = parseWorkers(options.workers);
      return cases.read({ paths, options, workers, outputs }, { ...tools, io });
    },
    textOf: ({ rules, scanner, diagnostics }) => {
      const scanned = () => {
        const { files, records } = scanner.counts;
        return { files, records, problems: diagnostics.problems, firstProblems: diagnostics.firstProblems };
      };
      const onLeftOut = (sentence: string) => diagnostics.info(sentence);
      return new ReportText(
        parts,
        {
          title,
          generatedAt: io.currentTime(),
          rules,
          only: narrowedTo(options),
          scanned,
          insights: () => found.list,
          cases: () => cases.shown,
          onAlert: (alert) => cases.takeAlert(alert),
          onLeftOut,
        },
        limits,
      );
    },
  });
}

/** Describes the selected records, rules and alerts: readers of the page do not see the command. */
function narrowedTo(options: ReportOptions): readonly string[] {
  const { account = [], region = [], start, end, minSeverity, excludeRule = [], ignoreFile } = options;
  return [
    ...(account.length === 0 ? [] : [`accounts ${account.join(', ')}`]),
    ...(region.length === 0 ? [] : [`Regions ${region.join(', ')}`]),
    ...(start === undefined ? [] : [`records from ${start} on`]),
    ...(end === undefined ? [] : [`records before ${end}`]),
    ...(minSeverity === undefined ? [] : [`alerts of ${minSeverity} severity or above`]),
    ...(options.builtin ? [] : ['rules that are not built in']),
    ...(excludeRule.length === 0 ? [] : [`rules other than ${excludeRule.join(', ')}`]),
    ...(ignoreFile === undefined ? [] : [`rules that ${ignoreFile} does not name`]),
  ];
}

function parseMaxAlerts(text: string | undefined): number {
  if (text === undefined) return DEFAULT_MAX_ALERTS;
  const count = /^\d{1,7}$/.test(text) ? Number(text) : Number.NaN;
  if (count >= 1 && count <= MAX_ALERTS) return count;
  throw new UserError(`--max-alerts is '${text}'; it is a number of alerts from 1 to ${MAX_ALERTS}`);
}

function parseTitle(text = DEFAULT_TITLE): string {
  const title = text.trim();
  if (title !== '' && title.length <= MAX_TITLE_LENGTH) return title;
  throw new UserError(
    `--title has ${title.length} characters; a title has between 1 and ${MAX_TITLE_LENGTH}`,
  );
}

const INSIGHT = 'AwsCloudTrailInsight';

/** Finds every Insights record, and those that say who became whom, regardless of the rules that raise alerts on them. */
const WATCHED: Rule = {
  id: 'trailwatch-report',
  name: 'report',
  title: 'A record of a report',
  description: 'What the page shows as insights and cases.',
  severity: 'informational',
  ...{ tags: [], falsePositives: [], references: [], firstSteps: [], author: '', status: 'stable' },
  condition: {
    kind: 'or',
    of: [{ kind: 'equals', field: 'eventType', values: [INSIGHT], cased: true }, ReportCases.condition],
  },
};

/** The maximum number of insights in the page, the newest; further ones are counted. */
const MAX_INSIGHTS = 200;

/** The maximum length of a name that is shown. */
const MAX_LENGTH = 240;

interface Found {
  readonly record: CloudTrailRecord;
  readonly insight: Insight;
  /** In seconds since 1970. */
  readonly at: number;
}

/** The insights of a report: start and end records are combined, because both have the same `sharedEventID`. */
class FoundInsights {
  readonly #found = new Map<string, { start?: Found; end?: Found }>();

  /** Adds an Insights record; a record without a time is in no minute, and skipped. */
  take(record: CloudTrailRecord): void {
    const insight = readInsight(record);
    const at = Math.floor(Date.parse(textAt(record, 'eventTime') ?? '') / 1000);
    if (insight === undefined || Number.isNaN(at)) return;
    const { recipientAccountId, eventID } = recordIdentity(record);
    const shared = textAt(record, 'sharedEventID') ?? eventID;
    const key = JSON.stringify([recipientAccountId, textAt(record, 'awsRegion'), shared]);
    const known = this.#found.get(key) ?? {};
    this.#found.set(key, { ...known, [insight.state === 'End' ? 'end' : 'start']: { record, insight, at } });
  }

  /** The insights that the page shows, in the order of time, and the number of further ones. */
  get list(): { readonly insights: readonly ReportInsight[]; readonly insightsLeftOut: number } {
    const all = [...this.#found.values()].map(toReportInsight).sort((one, other) => one.from - other.from);
    const insights = all.slice(-MAX_INSIGHTS);
    return { insights, insightsLeftOut: all.length - insights.length };
  }
}

/** The end record contains the complete insight. An ongoing one is known up to the minutes of its duration. */
function toReportInsight({ start, end }: { readonly start?: Found; readonly end?: Found }): ReportInsight {
  const { record, insight, at } = (end ?? start) as Found;
  const lasted = Math.max(1, insight.minutes ?? 1) * 60;
  const from = start?.at ?? at - lasted;
  const { eventName = 'unknown', errorCode, eventSource = '' } = insight;
  const rates = { rate: insight.insight, usual: insight.baseline };
  return {
    what: short(errorCode === undefined ? `${eventName} calls` : `${errorCode} errors of ${eventName} calls`),
    service: short(eventSource.replace(/\.amazonaws\.com$/, '')),
    account: short(recordIdentity(record).recipientAccountId),
    region: short(textAt(record, 'awsRegion')),
    ...{ from, to: end === undefined ? from + lasted : Math.max(end.at, from), isOver: end !== undefined },
    ...rates,
    users: insight.attributions.userIdentityArn.map(toUser),
  };
}

function toUser({ value, insight, baseline }: Attribution): InsightUser {
  const actor = withoutSession(value);
  const name = actor.startsWith('arn:') ? actor.slice(actor.lastIndexOf('/') + 1) : actor;
  return {
    ...{ actor, name: short(name) },
    ...(insight === undefined ? {} : { rate: insight }),
    ...(baseline === undefined ? {} : { usual: baseline }),
  };
}

function short(text = ''): string {
  return oneLine(text, MAX_LENGTH);
}
