import type { Alert } from '../../../lib/core/alert/alert';
import { parseAlert } from '../../../lib/core/alert/parse-alert';
import { SEARCH_FILES, searchPrefix, sentKey } from '../../../lib/core/archive-search/search-place';
import { readRuleDocument } from '../../../lib/core/archive-search/search-rules';
import { parseSummary, type SearchSummary } from '../../../lib/core/archive-search/search-summary';
import {
  emptySentRecord,
  parseSentRecord,
  type SentRecord,
} from '../../../lib/core/archive-search/sent-record';
import { mapAhead } from '../../../lib/core/digest/chain/map-ahead';
import { isJsonObject, parseJson } from '../../../lib/core/json/json-value';
import { type Severity, severitiesFrom } from '../../../lib/core/rule/rule';
import { ResultsBucket } from '../../archive-search/results-bucket';
import { checkSearchName, SearchMachine } from '../../archive-search/search-machine';
import type { CommandIo } from '../../cli/command-io';
import { renderReason, UserError } from '../../cli/user-error';
import { type AlertFormat, alertFormatOf, openAlertOutput } from '../../outputs/alert/alert-formats';
import { AlertSorter } from '../../outputs/alert/alert-sorter';
import { type AlertTextOptions, alertText, type WritableAlert } from '../../outputs/alert/alert-text';
import { Diagnostics } from '../../outputs/diagnostics';
import { openTempStore } from '../../outputs/temp-store';

/** The options of `trailwatch archive search results`, as the command line names them. */
export interface ArchiveSearchResultsOptions {
  readonly stateMachine: string;
  readonly failOn?: Severity;
  readonly out?: string;
  readonly force?: boolean;
  readonly format?: AlertFormat;
  readonly details?: boolean;
  readonly group?: boolean;
}

/** Prints the alerts of a completed search. Returns the exit status of a scan: 2 if something was not searched. */
export async function archiveSearchResults(
  name: string,
  options: ArchiveSearchResultsOptions,
  io: CommandIo,
): Promise<number> {
  checkSearchName(name);
  const diagnostics = new Diagnostics(io);
  const machine = new SearchMachine(options.stateMachine, io);
  try {
    const { resultsBucket } = await machine.place();
    const results = await ResultsBucket.open(resultsBucket, { region: machine.region, io });
    try {
      const summary = await summaryOf(name, { machine, results });
      const known = await rulesOf(summary, { results, format: alertFormatOf(options, io), diagnostics });
      const raised = await writeAlerts(name, { results, options, io, known });
      const sent = await sentOf(name, summary, results);
      return report(summary, raised, { options, diagnostics, sent });
    } finally {
      results.close();
    }
  } finally {
    machine.close();
  }
}

interface Source {
  readonly machine: Pick<SearchMachine, 'execution'>;
  readonly results: Pick<ResultsBucket, 'read'>;
}

async function summaryOf(name: string, { machine, results }: Source): Promise<SearchSummary> {
  const text = await results.read(`${searchPrefix(name)}${SEARCH_FILES.summary}`);
  const summary = text === undefined ? undefined : parseSummary(text);
  if (summary !== undefined) return summary;
  if (text !== undefined)
    throw new UserError('the summary of the search is of another version of trailwatch');
  const { status = '' } = await machine.execution(name);
  if (status === 'RUNNING')
    throw new UserError(`the search '${name}' has not ended; see archive search status`);
  throw new UserError(`the search '${name}' ended as ${status} without results; see archive search status`);
}

/** The rules of the search, which SARIF describes. */
async function rulesOf(
  { rules: sha256 }: SearchSummary,
  {
    results,
    format,
    diagnostics,
  }: Pick<Source, 'results'> & { readonly format: AlertFormat; readonly diagnostics: Diagnostics },
): Promise<Pick<AlertTextOptions, 'rules'>> {
  if (format !== 'sarif') return {};
  try {
    const { rules, correlations } = await readRuleDocument({ readText: (key) => results.read(key) }, sha256);
    return { rules: [...rules, ...correlations] };
  } catch (error) {
    diagnostics.note(`the rules are not described: ${renderReason(error)}`);
    return {};
  }
}

/** The sent alerts; undefined if the search was not started with `send`. */
async function sentOf(
  name: string,
  { request: { send }, startedAt }: SearchSummary,
  results: Source['results'],
): Promise<SentRecord | undefined> {
  if (send === undefined) return undefined;
  const record = parseSentRecord((await results.read(sentKey(name))) ?? '');
  return record?.startedAt === startedAt ? record : emptySentRecord(startedAt);
}

/** What was printed. */
interface Raised {
  readonly alerts: number;
  readonly severities: ReadonlySet<Severity>;
}

async function writeAlerts(
  name: string,
  {
    results,
    options,
    io,
    known,
  }: Pick<Source, 'results'> & {
    readonly options: ArchiveSearchResultsOptions;
    readonly io: CommandIo;
    readonly known: Pick<AlertTextOptions, 'rules'>;
  },
): Promise<Raised> {
  const output = await openAlertOutput(options, io);
  const { details, group } = options;
  const text = alertText(alertFormatOf(options, io), io, {
    ...known,
    details,
    group,
    command: 'archive-search results',
  });
  const severities = new Set<Severity>();
  let alerts = 0;
  try {
    for await (const found of searchAlerts(name, results)) {
      alerts += 1;
      severities.add(found.alert.severity);
      await output.write(text.next(found));
    }
    for (const rest of text.end()) await output.write(rest);
    await output.finish();
  } finally {
    output.discard();
  }
  return { alerts, severities };
}

function report(
  { searched, problems, problemCount, isComplete }: SearchSummary,
  { alerts, severities }: Raised,
  {
    options: { failOn },
    diagnostics,
    sent,
  }: {
    readonly options: ArchiveSearchResultsOptions;
    readonly diagnostics: Diagnostics;
    readonly sent: SentRecord | undefined;
  },
): number {
  for (const { key, problem } of problems) diagnostics.problem(`${key}: ${problem}`);
  const more = problemCount - problems.length;
  if (more > 0)
    diagnostics.problem(
      `${more} more problems; ${SEARCH_FILES.problems} in the results bucket has all of them`,
    );
  if (sent !== undefined) reportSent(sent, diagnostics);
  const { files, records, matched, unmatched, duplicates, rejected, bytes } = searched;
  const counts = { files, records, duplicates, matched, unmatched, rejected, alerts, bytes };
  diagnostics.finish(
    Object.entries(counts)
      .map(([word, count]) => `${word}=${count}`)
      .join(' '),
  );
  if (!isComplete || sent?.isDone === false) return 2;
  if (failOn === undefined) return 0;
  return severitiesFrom(failOn).some((severity) => severities.has(severity)) ? 1 : 0;
}

function reportSent(
  { sent, grouped, repeated, tried = 0, left, isDone }: SentRecord,
  diagnostics: Diagnostics,
): void {
  const past =
    left === 0 ? '' : `; ${left} more exceed the limit of a search; start another search to send them`;
  const onTrial = tried === 0 ? '' : `; ${tried} are of rules on trial, and are not sent`;
  diagnostics.info(
    `sent ${sent} alerts to the topic, ${grouped} more in storm reports; ${repeated} were sent, or held back for a trial or a silence, before${onTrial}${past}`,
  );
  if (!isDone) diagnostics.problem('not all alerts are sent; see archive search status');
}

/** The number of alert files that are read ahead. */
const FILES_AHEAD = 8;

/**
 * The alerts of a search in the order of time, in bounded memory. For a record that was delivered more than once there is one
 * per rule; for two records with one identity and different content, both.
 */
async function* searchAlerts(
  name: string,
  results: Pick<ResultsBucket, 'read'>,
): AsyncGenerator<WritableAlert, void> {
  const sorter = new AlertSorter(openTempStore);
  for await (const { key, text } of mapAhead(await alertFilesOf(name, results), FILES_AHEAD, read)) {
    for (const line of text.split('\n')) if (line !== '') sorter.add(toAlert(line, key));
  }
  let id = '';
  const contents = new Set<string>();
  for (const json of sorter.sorted()) {
    const alert = JSON.parse(json) as Alert;
    if (alert.id !== id) contents.clear();
    id = alert.id;
    const content = JSON.stringify(alert.record);
    if (!contents.has(content)) yield { alert, json };
    contents.add(content);
  }

  async function read(key: string): Promise<{ readonly key: string; readonly text: string }> {
    const text = await results.read(key);
    if (text === undefined) throw new UserError(`${key} is missing in the results bucket`);
    return { key, text };
  }
}

async function alertFilesOf(name: string, results: Pick<ResultsBucket, 'read'>): Promise<readonly string[]> {
  const key = `${searchPrefix(name)}${SEARCH_FILES.alertFiles}`;
  const document = parseJson((await results.read(key)) ?? '');
  const files = isJsonObject(document) ? document.alertFiles : undefined;
  if (!Array.isArray(files)) throw new UserError(`${key} is missing in the results bucket, or damaged`);
  return files.map(String);
}

function toAlert(line: string, key: string): Alert {
  const json = parseJson(line);
  const alert = isJsonObject(json) ? parseAlert(json) : undefined;
  if (alert === undefined) throw new UserError(`${key} has a line that is not an alert`);
  return alert;
}
