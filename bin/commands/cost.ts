import { ArchiveCounts } from '../../lib/core/cost/archive-counts';
import { type CostedStack, costedStacks } from '../../lib/core/cost/costed-stack';
import { type Counts, MONTH_DAYS } from '../../lib/core/cost/counts';
import { type MonthlyCost, monthlyCost } from '../../lib/core/cost/monthly-cost';
import { PRICE_REGION } from '../../lib/core/cost/price/price';
import { PRICES_DATE } from '../../lib/core/cost/price/prices';
import { proposeSavings } from '../../lib/core/cost/savings/propose';
import { RulesInUse } from '../../lib/core/cost/savings/rules-in-use';
import { MAX_DROPS, SavingTally } from '../../lib/core/cost/savings/saving-tally';
import { type CostedTrail, trailsOf } from '../../lib/core/cost/trail-charges';
import { meteredWorkersOf, usageCounts } from '../../lib/core/cost/usage';
import { Resolver } from '../../lib/core/estate/resolver';
import { renderSelectionProblem } from '../../lib/core/selector/selection-problem';
import { writersOf } from '../../lib/core/writers/estate-writers';
import { writeCyclesOf } from '../../lib/core/writers/write-cycles';
import type { CommandIo } from '../cli/command-io';
import { UserError } from '../cli/user-error';
import { type CostFormat, costText } from '../cost/cost-text';
import { readCounts } from '../cost/read-counts';
import { openUsageSession, readUsage, type UsageOptions, type UsageSession } from '../cost/read-usage';
import { readEstate, reportUnread } from '../estate/read-estate';
import { ExcludedFiles } from '../inputs/excluded-files';
import type { Input } from '../inputs/input-file';
import { listInputs } from '../inputs/list-inputs';
import { Diagnostics } from '../outputs/diagnostics';
import { RecentTexts } from '../records/recent-texts';
import { loadRules } from '../rules/load-rules';
import { RecordReader } from '../selectors/read-records';

/** The options of `trailwatch cost`, as the command line names them. */
export interface CostOptions extends UsageOptions {
  readonly counts?: string;
  readonly region?: string;
  readonly furtherCopy?: boolean;
  readonly rules?: readonly string[];
  readonly builtin: boolean;
  readonly format?: CostFormat;
}

/** Prints the monthly cost of the stacks of a template. Returns the exit status. */
export async function cost(
  template: string,
  paths: readonly string[],
  options: CostOptions,
  io: CommandIo,
): Promise<number> {
  const diagnostics = new Diagnostics(io);
  const given = options.counts === undefined ? {} : await readCounts(options.counts, diagnostics);
  const region = regionOf(options);
  const sessionOf = await openUsageSession(options, io);
  const estate = readEstate(template, region === undefined ? {} : { region });
  reportUnread(estate, diagnostics);
  const stacks = costedStacks(estate.stacks);
  const trails = readTrails(stacks, options, diagnostics);
  if (diagnostics.problems > 0) {
    diagnostics.finish();
    return 2;
  }
  const archive =
    paths.length === 0 ? undefined : await readRecords(paths, { ...options, trails }, { io, diagnostics });
  const used =
    options.usage === true
      ? await readCloudWatch(stacks, trails, { options, io, diagnostics, sessionOf })
      : {};
  const counts = { ...used, ...archive?.counts, ...given };
  const writers = writersOf(estate.stacks, new Resolver(estate.stacks));
  const computed = monthlyCost({
    ...{ stacks, trails, counts, writers },
    ...(archive === undefined ? {} : { eventsOf: (trail: CostedTrail) => archive.events.eventsOf(trail) }),
  });
  const savings = archive === undefined ? [] : proposeSavings(archive.savings, archive.events.factor);
  const format = options.format ?? (io.stdout.isTTY === true ? 'table' : 'ndjson');
  io.stdout.write(costText(format, { ...computed, savings }, io.stdout.columns));
  for (const { words } of writeCyclesOf(writers)) diagnostics.note(words);
  note({ stacks, archive, computed }, diagnostics);
  diagnostics.finish(totals(stacks, computed));
  return diagnostics.problems > 0 ? 2 : 0;
}

/** The CloudWatch metrics of the workers in the templates. */
async function readCloudWatch(
  stacks: readonly CostedStack[],
  trails: readonly CostedTrail[],
  {
    options,
    io,
    diagnostics,
    sessionOf,
  }: {
    readonly options: CostOptions;
    readonly io: CommandIo;
    readonly diagnostics: Diagnostics;
    readonly sessionOf: UsageSession;
  },
): Promise<Counts> {
  const workers = meteredWorkersOf(stacks, (name) =>
    diagnostics.note(`${name}: the name of its metrics is not known until deployment, so they are not read`),
  );
  if (workers.length === 0)
    throw new UserError(
      '--usage reads the metrics of a LogProcessor or RealtimeAlerts; the template has none',
    );
  const onProblem = (sentence: string) => diagnostics.problem(sentence);
  const hearing = options.organization === true ? { onProblem } : {};
  const usages = await readUsage(workers, { region: regionOf(options), sessionOf, ...hearing }, io);
  for (const { worker, days } of usages) {
    const where = worker.region === undefined ? '' : ` in ${worker.region}`;
    if (days === 0)
      diagnostics.note(
        `CloudWatch has no metrics of '${worker.name}'${where} of the last ${MONTH_DAYS} days`,
      );
    else diagnostics.info(`the metrics of '${worker.name}'${where} are of ${days} days`);
  }
  return usageCounts(usages, trails);
}

async function readRecords(
  paths: readonly string[],
  { rules = [], builtin, trails }: CostOptions & { readonly trails: readonly CostedTrail[] },
  tools: { readonly io: CommandIo; readonly diagnostics: Diagnostics },
): Promise<ReadArchive> {
  const inUse = await loadRules({ folders: rules, builtIn: builtin }, tools);
  return await readArchive(paths, { trails, rules: new RulesInUse(inUse) }, tools);
}

function regionOf({ region }: CostOptions): string | undefined {
  if (region === undefined || /^[a-z]{2}(-[a-z]+)+-\d$/.test(region)) return region;
  throw new UserError(`--region is '${region}'; it is a Region such as ${PRICE_REGION}`);
}

function readTrails(
  stacks: readonly CostedStack[],
  { furtherCopy = false }: CostOptions,
  diagnostics: Diagnostics,
): readonly CostedTrail[] {
  const { trails, problems } = trailsOf(stacks, furtherCopy);
  for (const problem of problems) {
    const sentence = `${problem.stack}: ${renderSelectionProblem(problem)}`;
    if (problem.severity === 'error') diagnostics.problem(sentence);
    else diagnostics.note(sentence);
  }
  return trails;
}

interface Computed {
  readonly stacks: readonly CostedStack[];
  readonly archive: ReadArchive | undefined;
  readonly computed: MonthlyCost;
}

/** Notes on the sum. */
function note({ stacks, archive, computed }: Computed, diagnostics: Diagnostics): void {
  diagnostics.info(
    `an estimate from list prices in ${PRICE_REGION} as of ${PRICES_DATE}, without free tiers, discounts and taxes`,
  );
  const nowhere = stacks.filter(({ region }) => region === undefined).length;
  if (nowhere > 0)
    diagnostics.info(`${nowhere} of ${stacks.length} stacks have no Region; set it with --region`);
  if (archive !== undefined) {
    const { dayCount, undecided } = archive.events;
    diagnostics.info(`the records cover ${dayCount} days; a month is counted as 30 such days`);
    if (undecided > 0)
      diagnostics.info(
        `for ${undecided} records, whether a trail logs them is not known until deployment; they are counted`,
      );
    const { uncounted } = archive.savings;
    if (uncounted > 0)
      diagnostics.info(
        `${uncounted} times a condition that would drop an event was not counted, since ${MAX_DROPS.toLocaleString('en')} others of its trail came before; read fewer days to see what they would save`,
      );
  }
  if (computed.unpriced > 0)
    diagnostics.info(
      `${computed.unpriced} lines are not in the totals: prices in China are in CNY and not available`,
    );
  if (computed.missing.length > 0)
    diagnostics.info(`missing counts: ${computed.missing.join(', ')}; set them with --counts`);
}

/** A contract that scripts read. */
function totals(stacks: readonly CostedStack[], { lines, usd, unpriced, uncounted }: MonthlyCost): string {
  const incomplete = lines.filter(({ missing }) => missing.length > 0).length;
  const notCounted = uncounted.reduce((sum, { count }) => sum + count, 0);
  return `stacks=${stacks.length} lines=${lines.length} incomplete=${incomplete} unpriced=${unpriced} not-counted=${notCounted} usd-month=${usd.toFixed(2)}`;
}

/** The number of files that are opened ahead. */
const AHEAD = 4;

/** The totals of an archive. */
interface ReadArchive {
  readonly events: ArchiveCounts;
  /** The charged events, by the conditions that would exclude them. */
  readonly savings: SavingTally;
  /** Per month: events, files and bytes. */
  readonly counts: Counts;
}

/** Reads an archive once, and counts its records, its files and their bytes. Unreadable files are reported. */
async function readArchive(
  paths: readonly string[],
  { trails, rules }: { readonly trails: readonly CostedTrail[]; readonly rules: RulesInUse },
  { io, diagnostics }: { readonly io: CommandIo; readonly diagnostics: Diagnostics },
): Promise<ReadArchive> {
  const events = new ArchiveCounts(trails);
  const savings = new SavingTally(rules);
  const files = new FileCounts();
  const seen = new RecentTexts();
  const inputs = listInputs({ paths, io, except: new ExcludedFiles() });
  const reader = new RecordReader(diagnostics, { ahead: AHEAD });
  for await (const records of reader.read(files.counting(inputs))) {
    for (const { record, file } of records) {
      if (!seen.addRecord(record)) continue;
      for (const trail of events.add(record, file)) savings.add(record, trail);
    }
    diagnostics.progress(() => `files=${files.logFiles}`);
  }
  const { factor } = events;
  return {
    ...{ events, savings },
    counts: {
      ...events.counts(),
      logFiles: files.logFiles * factor,
      logFileBytes: files.logFileBytes * factor,
      digestFiles: files.digestFiles * factor,
    },
  };
}

class FileCounts {
  logFiles = 0;
  logFileBytes = 0;
  digestFiles = 0;

  async *counting(inputs: AsyncIterable<Input>): AsyncGenerator<Input, void> {
    for await (const input of inputs) {
      if (!('open' in input)) yield input;
      else if (input.name.includes('/CloudTrail-Digest/')) this.digestFiles += 1;
      else {
        this.logFiles += 1;
        // Without its path: what may open the file by itself would not be measured.
        const { path: _, ...rest } = input;
        yield { ...rest, open: () => this.measured(input.open()) };
      }
    }
  }

  private async *measured(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void> {
    for await (const chunk of chunks) {
      this.logFileBytes += chunk.length;
      yield chunk;
    }
  }
}
