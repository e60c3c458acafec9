import type { CommandIo } from '../cli/command-io';
import { UserError } from '../cli/user-error';
import { FoundInsights, INSIGHT_RULE } from '../report/found-insights';
import { readPageParts } from '../report/report-page';
import { ReportText } from '../report/report-text';
import { runScan, type ScanOptions } from './scan';

/** The options of `trailwatch report`, as the command line names them. */
export interface ReportOptions extends Omit<ScanOptions, 'format' | 'details' | 'group'> {
  readonly out: string;
  readonly title?: string;
  readonly maxAlerts?: string;
}

const DEFAULT_TITLE = 'CloudTrail alerts';

/** So many alerts stay smooth in a browser. */
const DEFAULT_MAX_ALERTS = 50_000;

/** Maximum of `--max-alerts`. */
const MAX_ALERTS = 500_000;

const MAX_TITLE_LENGTH = 200;

/** Writes what a scan finds as one page. Gives the exit status. */
export function report(paths: readonly string[], options: ReportOptions, io: CommandIo): Promise<number> {
  const limits = { maxAlerts: parseMaxAlerts(options.maxAlerts) };
  const title = parseTitle(options.title);
  const parts = readPageParts();
  const { out, ...rest } = options;
  const found = new FoundInsights();
  return runScan({
    paths,
    options: out === '-' ? rest : options,
    io,
    watch: { rule: INSIGHT_RULE, take: (record) => found.take(record) },
    textOf: ({ rules, scanner, diagnostics }) => {
      const scanned = () => {
        const { files, records } = scanner.counts;
        return { files, records, problems: diagnostics.problems, firstProblems: diagnostics.firstProblems };
      };
      const onLeftOut = (sentence: string) => diagnostics.info(sentence);
      return new ReportText(
        parts,
        { title, generatedAt: io.currentTime(), rules, scanned, insights: () => found.list, onLeftOut },
        limits,
      );
    },
  });
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
