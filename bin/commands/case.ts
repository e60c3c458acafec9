import type { Case } from '../../lib/core/case/case';
import { renderCaseMarkdown, renderCaseText } from '../../lib/core/case/render-case';
import { toEventTime } from '../../lib/core/record/to-event-time';
import { toJsonText, toPrintable } from '../../lib/core/safe-text/printable';
import { type CaseFormat, type CaseOptions, readCases } from '../case/read-cases';
import { isAlertId } from '../cli/alert-id';
import type { CommandIo } from '../cli/command-io';
import { parseTime } from '../cli/time-range';
import { UserError } from '../cli/user-error';
import { openOutput } from '../outputs/to-file';
import { RecordFilter } from '../records/record-filter';
import { ReportedOnce } from '../records/reported-once';
import { parseWorkers } from '../scan/open-search';

/** Prints each attack as one case. Returns the exit status: 1 if there is one. */
export async function caseOf(paths: readonly string[], options: CaseOptions, io: CommandIo): Promise<number> {
  const fromMs = io.nowMs();
  const { alert, actor, since, alerts, rules = [], builtin } = options;
  if ([alert, actor, since].filter((one) => one !== undefined).length > 1)
    throw new UserError('--alert, --actor and --since cannot be combined; leave all but one out');
  if (alert !== undefined && !isAlertId(alert))
    throw new UserError(`--alert is '${alert}'; write the id of an alert, or its first 8 characters or more`);
  if (alerts !== undefined && (rules.length > 0 || !builtin))
    throw new UserError('--alerts has the alerts of a search; leave out --rules and --no-builtin');
  if ([...paths, alerts].filter((path) => path === '-').length > 1)
    throw new UserError("'-' can be given only once");
  RecordFilter.of(options);
  const workers = parseWorkers(options.workers);
  const from = since === undefined ? {} : { since: toEventTime(parseTime('--since', since)) };
  const output = await openOutput(options, io);
  const diagnostics = new ReportedOnce(io);
  try {
    const found = await readCases(
      { paths, options: { ...options, ...from }, workers, outputs: output.paths },
      { io, diagnostics },
    );
    diagnostics.clearProgress();
    await output.write(render(found.cases, formatOf(options, io), diagnostics.incompleteness));
    await output.finish();
    for (const sentence of found.notes) diagnostics.info(sentence);
    diagnostics.finish(found.counts, fromMs);
    if (diagnostics.problems > 0) return 2;
    return found.cases.length > 0 ? 1 : 0;
  } finally {
    output.discard();
  }
}

function formatOf({ format, out }: CaseOptions, io: CommandIo): CaseFormat {
  return format ?? (out === undefined && io.stdout.isTTY === true ? 'text' : 'json');
}

function render(
  cases: readonly Case[],
  format: CaseFormat,
  incompleteness: ReportedOnce['incompleteness'],
): string {
  if (format === 'json') return `${toJsonText({ cases, ...incompleteness })}\n`;
  if (cases.length === 0) return 'No case.\n';
  const texts = cases.map(format === 'text' ? renderCaseText : renderCaseMarkdown);
  return texts.map((text) => text.split('\n').map(toPrintable).join('\n')).join('\n');
}
