import type { Alert } from '../../lib/core/alert/alert';
import type { Severity } from '../../lib/core/rule/rule';
import type { RuleDocument } from '../../lib/core/rule/rule-document';
import { toJsonText } from '../../lib/core/safe-text/printable';
import type { CommandIo } from '../cli/command-io';
import { UserError } from '../cli/user-error';
import { openLocations } from '../geoip/open-locations';
import type { SourceLocations } from '../geoip/source-locations';
import { ExcludedFiles } from '../inputs/excluded-files';
import { listInputs } from '../inputs/list-inputs';
import { type AlertFormat, alertFormatOf, openAlertOutput } from '../outputs/alert/alert-formats';
import {
  type AlertText,
  type AlertTextOptions,
  alertText,
  type WritableAlert,
} from '../outputs/alert/alert-text';
import { Diagnostics } from '../outputs/diagnostics';
import { type TextOutput, toStream } from '../outputs/text-output';
import { type PlaceOptions, RecordFilter } from '../records/record-filter';
import { ReportedOnce } from '../records/reported-once';
import { readIgnoreFile } from '../rules/ignore-file';
import { type LoadTools, loadRules, type RuleChoice } from '../rules/load-rules';
import { loggedRules } from '../rules/logged-rules';
import { findOwnAccounts } from '../rules/own-accounts';
import { type AccountNames, namedAlert, readAccountNames } from '../scan/account-names';
import { FollowedInputs } from '../scan/followed-inputs';
import { openSearch, parseWorkers } from '../scan/open-search';
import { renderCounts } from '../scan/scan-counts';
import { type ScanTools, scanInputs } from '../scan/scan-inputs';
import type { Watch } from '../scan/scanner';
import type { ThreadChoice } from '../scan/workers/search-in-threads';

/** The options of `trailwatch scan`, as the command line names them. */
export interface ScanOptions extends PlaceOptions {
  readonly rules?: readonly string[];
  readonly builtin: boolean;
  readonly excludeRule?: readonly string[];
  readonly ignoreFile?: string;
  readonly ownAccounts?: readonly string[];
  readonly minSeverity?: Severity;
  readonly failOn?: Severity;
  readonly out?: string;
  readonly force?: boolean;
  readonly format?: AlertFormat;
  readonly details?: boolean;
  readonly group?: boolean;
  readonly workers?: string;
  readonly geoip?: readonly string[];
  readonly accounts?: string;
  readonly follow?: boolean;
}

/** A requested scan. */
export interface ScanOrder {
  readonly paths: readonly string[];
  readonly options: ScanOptions;
  readonly io: CommandIo;
  /** How worker threads are started, if not by default. */
  readonly threads?: ThreadChoice;
  /** The output; determined by the options, unless given. */
  readonly textOf?: (tools: ScanTools & RuleTools) => AlertText;
  /** Records that are found in addition to the alerts, in the order of the records. */
  readonly watch?: Watch;
  /** Done when all alerts are known, and before the text ends. */
  readonly beforeEnd?: (tools: Pick<ScanTools, 'diagnostics'>, outputs: readonly string[]) => Promise<void>;
  /** Of this scan alone, unless given. */
  readonly diagnostics?: Diagnostics;
}

interface RuleTools {
  /** The rules that are used. */
  readonly rules: RuleDocument;
}

/** Raises the alerts of every rule on log files. Returns the exit status. */
export function scan(paths: readonly string[], options: ScanOptions, io: CommandIo): Promise<number> {
  return runScan({ paths, options, io });
}

/** The same, for callers that control how threads are started. */
export async function runScan(order: ScanOrder): Promise<number> {
  const { paths, options, io } = order;
  const fromMs = io.nowMs();
  if (options.follow === true) checkFollowing(options);
  if (paths.filter((path) => path === '-').length > 1) throw new UserError("'-' can be given only once");
  // A file that cannot be read is tried again.
  const { diagnostics = options.follow === true ? new ReportedOnce(io) : new Diagnostics(io) } = order;
  const locations = await openLocations(options.geoip, (problem) => diagnostics.problem(problem));
  const names = options.accounts === undefined ? undefined : await readAccountNames(options.accounts);
  const tools = await openTools(order, diagnostics);
  const { scanner, filter, search } = tools;
  const followed =
    options.follow === true ? new FollowedInputs({ paths, io, except: new ExcludedFiles() }) : undefined;
  try {
    const noted = followed === undefined ? {} : { search: followed.noting(search) };
    await writeAlerts({ ...tools, ...noted, locations, names, followed }, order);
    const { counts } = scanner;
    scanner.reportNothing();
    scanner.reportAllowed();
    const { skipped } = diagnostics;
    const milliseconds = io.nowMs() - fromMs;
    diagnostics.finish(renderCounts(counts, { skipped, milliseconds, isChosen: !filter.isOpen }));
    if (diagnostics.problems > 0) return 2;
    const { failOn } = options;
    return failOn !== undefined && scanner.hasRaised(failOn) ? 1 : 0;
  } finally {
    followed?.close();
  }
}

/** Formats that are written as alerts are found, or can be. */
const FOLLOWED_FORMATS: readonly AlertFormat[] = ['table', 'ndjson', 'csv', 'ocsf'];

/** @throws {@link UserError} if an option needs the end of a scan */
function checkFollowing({ out, failOn, group, format = 'table' }: ScanOptions): void {
  if (out !== undefined)
    throw new UserError(
      '--follow prints alerts as they come, so --out is never whole; redirect standard output',
    );
  if (failOn !== undefined)
    throw new UserError('--follow ends when it is interrupted, so --fail-on has no status to set');
  if (group === true) throw new UserError('--follow prints alerts as they come; --group needs all of them');
  if (!FOLLOWED_FORMATS.includes(format))
    throw new UserError('--follow prints alerts as they come; --format may be table, ndjson, csv or ocsf');
}

async function openTools(
  { paths, options, io, threads, watch }: ScanOrder,
  diagnostics: Diagnostics,
): Promise<ScanTools & RuleTools> {
  const workers = parseWorkers(options.workers);
  // Problems with the paths are reported before rules are read.
  RecordFilter.of(options);
  const chosen = await loadRules(await choiceOf(paths, options, { diagnostics, io }), { diagnostics, io });
  const [rules = chosen] = loggedRules([chosen], diagnostics);
  const isRemembered = options.follow !== true;
  const search = { paths, rules, watch, places: options, workers, threads, isRemembered };
  return { rules, ...openSearch(search, diagnostics, io) };
}

async function choiceOf(
  paths: readonly string[],
  options: ScanOptions,
  { diagnostics, io }: LoadTools & Pick<ScanOrder, 'io'>,
): Promise<RuleChoice> {
  const { rules: folders = [], builtin: builtIn, minSeverity, excludeRule = [], ignoreFile } = options;
  const ignored = ignoreFile === undefined ? [] : await readIgnoreFile(ignoreFile);
  const excluded = [...excludeRule.map((rule) => ({ rule, from: '--exclude-rule' })), ...ignored];
  const ownAccounts = await findOwnAccounts(options.ownAccounts, paths, { diagnostics, io });
  return { folders, builtIn, minSeverity, excluded, ownAccounts };
}

interface WriteTools extends ScanTools, RuleTools {
  /** Undefined if not requested. */
  readonly locations: SourceLocations | undefined;
  readonly names: AccountNames | undefined;
  readonly followed: FollowedInputs | undefined;
}

async function writeAlerts(tools: WriteTools, order: ScanOrder): Promise<void> {
  const { paths, options, io } = order;
  const { progress, filter, followed } = tools;
  const output = followed === undefined ? await openAlertOutput(options, io) : toStream(io.stdout);
  const text =
    order.textOf?.(tools) ?? alertText(alertFormatOf(options, io), io, textOptionsOf(tools, order));
  if (followed === undefined) void progress.count({ paths, filter, outputs: output.paths });
  const rounds = followed?.rounds() ?? [listInputs({ paths, io, except: new ExcludedFiles(output.paths) })];
  try {
    for await (const inputs of rounds)
      for await (const alerts of scanInputs(inputs, tools)) {
        if (options.out === undefined) tools.diagnostics.clearProgress();
        // Individually: a file may raise more alerts than the longest string can contain.
        for (const alert of alerts) await writeAlert(alert, { tools, order, text, output });
      }
    await order.beforeEnd?.(tools, output.paths);
    for (const rest of text.end()) await output.write(rest);
    await output.finish();
  } finally {
    progress.stop();
    output.discard();
  }
}

function textOptionsOf(
  { locations, names, rules, followed }: WriteTools,
  { options }: ScanOrder,
): AlertTextOptions {
  return {
    ...options,
    ...{ isLocated: locations !== undefined, isNamed: names !== undefined, isStream: followed !== undefined },
    rules: [...rules.rules, ...rules.correlations],
  };
}

interface Writing {
  readonly tools: WriteTools;
  readonly order: ScanOrder;
  readonly text: AlertText;
  readonly output: TextOutput;
}

async function writeAlert(alert: WritableAlert, { tools, text, output }: Writing): Promise<void> {
  const { locations, names } = tools;
  await output.write(text.next(namedAlert(locatedAlert(alert, locations), names)));
}

/** The alert with the location of its source address; the same alert if not requested, or not known. */
function locatedAlert(found: WritableAlert, locations: SourceLocations | undefined): WritableAlert {
  const sourceLocation = locations?.of(found.alert.sourceIPAddress);
  if (sourceLocation === undefined) return found;
  const alert: Alert = { ...found.alert, sourceLocation };
  // The other members are written unchanged, regardless of the record.
  const json = `${found.json.slice(0, -1)},"sourceLocation":${toJsonText(sourceLocation)}}`;
  return { alert, json };
}
