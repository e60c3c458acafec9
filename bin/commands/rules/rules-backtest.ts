import { didYouMean } from '../../../lib/core/problem/nearest-word';
import {
  type AlertDifference,
  Backtest,
  type BacktestResult,
} from '../../../lib/core/review/backtest/backtest';
import { EFFECTS, type Effect } from '../../../lib/core/review/backtest/compared-alerts';
import {
  isCorrelationId,
  type RuleSides,
  type RuleUnion,
  toRuleUnion,
} from '../../../lib/core/review/backtest/rule-union';
import { withOwnAccounts } from '../../../lib/core/rule/own-accounts';
import { SEVERITIES, type Severity, severitiesFrom } from '../../../lib/core/rule/rule';
import { type BacktestFormat, backtestText } from '../../backtest/backtest-formats';
import { readSide, withoutRules } from '../../backtest/read-side';
import type { CommandIo } from '../../cli/command-io';
import { UserError } from '../../cli/user-error';
import { ExcludedFiles } from '../../inputs/excluded-files';
import { listInputs } from '../../inputs/list-inputs';
import { Diagnostics } from '../../outputs/diagnostics';
import { whileOpen } from '../../outputs/text-output';
import { openOutput, streamFormat } from '../../outputs/to-file';
import { type PlaceOptions, RecordFilter } from '../../records/record-filter';
import { loggedRules } from '../../rules/logged-rules';
import { findOwnAccounts } from '../../rules/own-accounts';
import { openSearch, parseWorkers, type SearchOrder } from '../../scan/open-search';
import { renderCounts, type ScanCounts } from '../../scan/scan-counts';
import { type ScanTools, scanInputs } from '../../scan/scan-inputs';
import type { SearchEvent } from '../../scan/search-event';

/** Differences that make the command exit with status 1. */
interface FailCondition {
  readonly effects: readonly Effect[];
  readonly least: Severity;
}

const DIFFERENCES = EFFECTS.filter((effect) => effect !== 'same');

const WORDS: readonly string[] = [...DIFFERENCES, 'any'];

/** The options of `trailwatch rules backtest`, as the command line names them. */
export interface BacktestOptions extends PlaceOptions {
  readonly base: readonly string[];
  readonly head: readonly string[];
  readonly minSeverity?: Severity;
  readonly excludeRule?: readonly string[];
  readonly ownAccounts?: readonly string[];
  readonly failOn?: readonly string[];
  readonly out?: string;
  readonly force?: boolean;
  readonly format?: BacktestFormat;
  readonly workers?: string;
}

/** A requested backtest. */
export interface BacktestOrder extends Pick<BacktestRun, 'onAlert'>, Pick<SearchOrder, 'threads'> {
  readonly paths: readonly string[];
  readonly options: BacktestOptions;
  readonly io: CommandIo;
}

const COLUMNS_OFF_A_TERMINAL = 120;

/** Reports which alerts a change of the rules gains and loses on log files. Returns the exit status. */
export async function backtest(order: BacktestOrder): Promise<number> {
  const { paths, options, io, onAlert, threads } = order;
  const fromMs = io.nowMs();
  if (paths.filter((path) => path === '-').length > 1) throw new UserError("'-' can be given only once");
  const workers = parseWorkers(options.workers);
  const failOn = (options.failOn ?? []).map(parseFailOn);
  // Problems with the paths are reported before rules are read.
  RecordFilter.of(options);
  const diagnostics = new Diagnostics(io);
  const union = toRuleUnion(await readSides(paths, options, { diagnostics, io }));
  if (union.variants.size === 0)
    throw new UserError('neither --base nor --head has a rule that raises alerts');
  const tools = openSearch(
    { paths, rules: union.document, places: options, workers, threads },
    diagnostics,
    io,
  );
  const output = whileOpen(await openOutput(options, io));
  try {
    const run = { union, paths, outputs: output.paths, tools, io, onAlert };
    const result = await runBacktest(run);
    const { scanner, filter } = tools;
    const { counts } = scanner;
    scanner.reportNothing();
    diagnostics.clearProgress();
    await output.write(backtestText(streamFormat(options, io), result, factsOf(order, counts)));
    await output.finish();
    const end = { skipped: diagnostics.skipped, milliseconds: io.nowMs() - fromMs, isChosen: !filter.isOpen };
    diagnostics.finish(renderCounts(counts, end));
    if (diagnostics.problems > 0) return 2;
    return isFailing(failOn, result) ? 1 : 0;
  } finally {
    output.discard();
  }
}

function factsOf({ options: { base, head }, io }: BacktestOrder, { matched, unmatched }: ScanCounts) {
  const columns = io.stdout.columns ?? COLUMNS_OFF_A_TERMINAL;
  return { base: base.join(', '), head: head.join(', '), records: matched + unmatched, columns };
}

async function readSides(
  paths: readonly string[],
  { base, head, minSeverity, excludeRule = [], ownAccounts: named }: BacktestOptions,
  tools: { readonly diagnostics: Diagnostics; readonly io: CommandIo },
): Promise<RuleSides> {
  const ownAccounts = await findOwnAccounts(named, paths, tools);
  const sideOf = async (option: string, names: readonly string[]) =>
    (await readSide({ option, names }, tools)).map((side) => withOwnAccounts(side, ownAccounts));
  const asked = { base: await sideOf('--base', base), head: await sideOf('--head', head) };
  const rules = loggedRules([...asked.base, ...asked.head], tools.diagnostics);
  const sides = { base: rules.slice(0, asked.base.length), head: rules.slice(asked.base.length) };
  return withoutRules(sides, { minSeverity, excluded: excludeRule });
}

/** Parses a value of `--fail-on`, such as `lost` or `lost:high`. */
function parseFailOn(text: string): FailCondition {
  const [word = '', severity = 'informational', ...rest] = text.split(':');
  if (!WORDS.includes(word))
    throw new UserError(
      `--fail-on '${text}': '${word}' is not one of ${WORDS.join(', ')}${didYouMean(word, WORDS)}`,
    );
  const least = SEVERITIES.find((each) => each === severity);
  if (least === undefined || rest.length > 0)
    throw new UserError(`--fail-on '${text}': write a severity after the colon, ${SEVERITIES.join(', ')}`);
  return { effects: DIFFERENCES.filter((effect) => word === 'any' || word === effect), least };
}

/** Whether a result has differences that match a condition; the higher severity of an alert counts. */
function isFailing(conditions: readonly FailCondition[], { bySeverity }: BacktestResult): boolean {
  return conditions.some(({ effects, least }) =>
    effects.some((effect) => severitiesFrom(least).some((severity) => bySeverity[effect][severity] > 0)),
  );
}

/** What is searched. */
interface BacktestRun {
  readonly union: RuleUnion;
  readonly paths: readonly string[];
  /** The output of the command, which is not searched. */
  readonly outputs: readonly string[];
  /** Part of a search with the combined rule document. */
  readonly tools: ScanTools;
  readonly io: CommandIo;
  readonly onAlert?: (difference: AlertDifference) => void;
}

/** Searches log files once for both rule sets, and compares their alerts. */
async function runBacktest(run: BacktestRun): Promise<BacktestResult> {
  const { union, paths, outputs, tools, io } = run;
  const { progress, filter } = tools;
  const backtest = new Backtest(union, run.onAlert);
  const noteTimes = (events: readonly SearchEvent[]) => {
    for (const event of events) {
      if (event.kind === 'file') backtest.span.addFile(event.oldestEventTime, event.newestEventTime);
    }
  };
  const search: ScanTools['search'] = (inputs) => observed(tools.search(inputs), noteTimes);
  void progress.count({ paths, filter, outputs: [...outputs] });
  try {
    const inputs = listInputs({ paths, io, except: new ExcludedFiles([...outputs]) });
    for await (const found of scanInputs(inputs, { ...tools, search })) {
      const alerts = found.map(({ alert }) => alert);
      const [first] = alerts;
      if (first !== undefined && isCorrelationId(first.ruleId)) backtest.addCorrelationAlert(first);
      else backtest.addRecordAlerts(alerts);
    }
  } finally {
    progress.stop();
  }
  return backtest.end();
}

async function* observed<T>(all: AsyncIterable<T>, onEach: (one: T) => void): AsyncGenerator<T, void> {
  for await (const one of all) {
    onEach(one);
    yield one;
  }
}
