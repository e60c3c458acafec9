import { counted } from '../../lib/core/alert/ending-decisions';
import type { Case } from '../../lib/core/case/case';
import type { CaseAlert } from '../../lib/core/case/case-alert';
import { CaseEvidence, isUndecided, leftOutTexts, linkingCondition } from '../../lib/core/case/case-evidence';
import { type CaseGroup, CaseGroups } from '../../lib/core/case/case-groups';
import { shellArgument } from '../../lib/core/case/shell-command';
import { toCase } from '../../lib/core/case/to-case';
import type { FileFinding } from '../../lib/core/digest/finding';
import { AskedActor } from '../../lib/core/lineage/asked-actor';
import { layoutRootOf, parseObjectKey } from '../../lib/core/record/object-key';
import type { CloudTrailRecord } from '../../lib/core/record/record';
import type { Condition } from '../../lib/core/rule/condition';
import type { Rule } from '../../lib/core/rule/rule';
import type { RuleDocument } from '../../lib/core/rule/rule-document';
import { notFound, SimilarActors } from '../actor/similar-actors';
import type { CommandIo } from '../cli/command-io';
import { UserError } from '../cli/user-error';
import { ExcludedFiles } from '../inputs/excluded-files';
import type { Input } from '../inputs/input-file';
import { KeptInput } from '../inputs/kept-input';
import { listInputs } from '../inputs/list-inputs';
import type { WritableAlert } from '../outputs/alert/alert-text';
import type { Diagnostics } from '../outputs/diagnostics';
import { openTempStore } from '../outputs/temp-store';
import { type PlaceOptions, RecordFilter } from '../records/record-filter';
import { loadRules } from '../rules/load-rules';
import { loggedRules } from '../rules/logged-rules';
import { findOwnAccounts } from '../rules/own-accounts';
import { openSearch } from '../scan/open-search';
import { scanInputs } from '../scan/scan-inputs';
import { checkFiles } from '../validate/check-files';
import { readPublicKeys } from '../validate/read-keys';
import { readAlerts } from './read-alerts';

/** How cases are written. */
export type CaseFormat = 'text' | 'markdown' | 'json';

/** The options of `trailwatch case`, as the command line names them. */
export interface CaseOptions extends PlaceOptions {
  readonly rules?: readonly string[];
  readonly builtin: boolean;
  readonly ownAccounts?: readonly string[];
  readonly publicKeys?: readonly string[];
  /** A file of alerts that are known, in place of rules. */
  readonly alerts?: string;
  readonly alert?: string;
  readonly actor?: string;
  readonly since?: string;
  readonly format?: CaseFormat;
  readonly out?: string;
  readonly force?: boolean;
  readonly workers?: string;
}

/** Where cases are looked for, and for what. */
export interface CaseOrder {
  readonly paths: readonly string[];
  readonly options: CaseOptions;
  readonly workers: number;
  /** Files that are no input. */
  readonly outputs: readonly string[];
}

/** What cases are read with. */
interface CaseTools {
  readonly io: CommandIo;
  readonly diagnostics: Diagnostics;
}

/** The cases of an archive. */
export interface FoundCases {
  readonly cases: readonly Case[];
  /** What is not in them. */
  readonly notes: readonly string[];
  readonly counts: string;
}

/** Reads an archive twice as a scan does: with the rules, and then for the records of those who belong to a case. */
export async function readCases(order: CaseOrder, tools: CaseTools): Promise<FoundCases> {
  const { options } = order;
  const asked = options.actor === undefined ? undefined : new AskedActor(options.actor);
  const evidence = new CaseEvidence((record) => asked?.isOwn(record) === true);
  const readings = new CaseReadings(order, tools);
  const { rules, isAlone } = await readRules(order, tools);
  let known = 0;
  for await (const alert of readAlerts(options, tools)) {
    evidence.takeAlert(alert);
    known += 1;
  }
  const linking = linkingCondition(asked === undefined ? [] : [asked.condition]);
  const similar = new SimilarActors();
  const { counts, scanner } = await readings.read(rules, linking, {
    alert: ({ alert }) => {
      evidence.takeAlert(alert);
      if (asked !== undefined) similar.add(alert.record as CloudTrailRecord);
    },
    record: (record) => {
      evidence.takeRecord(record);
      if (asked !== undefined) similar.add(record);
    },
  });
  scanner.reportNothing();
  if (asked !== undefined && evidence.asked.length === 0 && counts.records > 0)
    tools.diagnostics.problem(notFound(asked, similar.near(asked.text)));
  const found = await casesFrom({ evidence, isAlone, isOfActor: asked !== undefined }, order, {
    ...tools,
    readings,
  });
  const { files, pruned, records, alerts } = counts;
  return {
    ...found,
    counts: `files=${files} pruned=${pruned} records=${records} alerts=${known + alerts} cases=${found.cases.length}`,
  };
}

/** What the first reading of an archive found. */
export interface FirstReading {
  readonly evidence: CaseEvidence;
  /** Whether no account is known to be one's own but that of each record. */
  readonly isAlone: boolean;
  readonly isOfActor?: boolean;
}

/** The cases of what a first reading found. Reads the archive once more, if there may be one. */
export async function casesFrom(
  { evidence, isAlone, isOfActor = false }: FirstReading,
  order: CaseOrder,
  tools: CaseTools & { readonly readings?: CaseReadings },
): Promise<Omit<FoundCases, 'counts'>> {
  const { readings = new CaseReadings(order, tools) } = tools;
  const { options, paths } = order;
  const { alert, since } = options;
  const groups = new CaseGroups(evidence, {
    ...(alert === undefined ? {} : { alert }),
    ...(isOfActor ? { isOfActor } : {}),
    ...(since === undefined ? {} : { since }),
    isAlone,
  });
  if (alert !== undefined && !groups.hasAsked) throw unknownAlert(alert, evidence.alertsOf(alert).length > 0);
  const record = (found: CloudTrailRecord, file: string) => groups.take(found, file);
  if (!groups.isEmpty) await readings.read(NO_RULES, groups.watch.condition, { record });
  const found = groups.groups();
  const leftOut = new Map([...evidence.leftOut, ...groups.leftOut]);
  const around = {
    endings: evidence.endings,
    ...{ regions: readings.regions, filters: filtersOf(options) },
    paths: paths.map((path) => shellArgument(path, 'PATH')),
    leftOut,
    verdicts: await verdictsOf(found, order, tools.io),
  };
  const outside = groups.outside(found);
  const missed = leftOutTexts(leftOut).join(', ');
  const isOpen = found.length === 0 && isUndecided(leftOut, !groups.isEmpty);
  if (isOpen) tools.diagnostics.problem(`there may be a case in what was left out: ${missed}`);
  const outsides = notesOf(found.length, outside, isAlone);
  return {
    cases: found.map((group) => toCase(group, around)),
    notes:
      isOpen || missed === '' ? outsides : [...outsides, `left out, because there are too many: ${missed}`],
  };
}

/** The verdict of `validate` on the log files of the cases, and on no others. */
async function verdictsOf(
  groups: readonly CaseGroup[],
  { paths, options: { publicKeys: files } }: CaseOrder,
  io: CommandIo,
): Promise<ReadonlyMap<string, FileFinding>> {
  const rested = new Set(groups.flatMap(({ history }) => [...history.files]));
  const keys = files === undefined ? {} : { publicKeys: await readPublicKeys(files) };
  return checkFiles([...rested], { ...keys, paths, nowMs: io.currentTime().getTime() });
}

function unknownAlert(id: string, isRead: boolean): UserError {
  const why = isRead
    ? 'its calls are of an AWS service, or of a caller that cannot be told from others, so there is no case of it'
    : "no alert of these files has an id that begins so; 'trailwatch scan --format json' prints the ids";
  return new UserError(`--alert is '${id}'; ${why}`);
}

/** The options that leave records out. */
function filtersOf({ account = [], region = [], start, end }: PlaceOptions): readonly string[] {
  const all = { account, region, start: start ?? [], end: end ?? [] };
  return Object.entries(all).flatMap(([name, values]) =>
    [values].flat().map((value) => `--${name} ${value}`),
  );
}

function notesOf(cases: number, outside: readonly CaseAlert[], isAlone: boolean): readonly string[] {
  const { length } = outside;
  if (length === 0) return [];
  const where = cases === 0 ? 'no case' : 'none of these cases';
  const foreign = isAlone ? outside.filter(({ namesAccounts }) => namesAccounts).length : 0;
  return [
    `${counted(length, 'alert')} of medium severity or above ${length === 1 ? 'is' : 'are'} in ${where}; --alert or --actor makes a case of what is alone`,
    ...(foreign === 0
      ? []
      : [
          `${foreign} of these name other accounts, which count only if --own-accounts says which are your own`,
        ]),
  ];
}

const NO_RULES: RuleDocument = { rules: [], correlations: [] };

async function readRules(
  { paths, options }: CaseOrder,
  { io, diagnostics }: CaseTools,
): Promise<{ readonly rules: RuleDocument; readonly isAlone: boolean }> {
  const { rules: folders = [], builtin: builtIn } = options;
  const ownAccounts = await findOwnAccounts(options.ownAccounts, paths, { diagnostics, io });
  const isAlone = ownAccounts.length === 0;
  if (options.alerts !== undefined) return { rules: NO_RULES, isAlone };
  const chosen = await loadRules({ folders, builtIn, ownAccounts }, { diagnostics, io });
  const [rules = chosen] = loggedRules([chosen], diagnostics);
  return { rules, isAlone };
}

/** What is done with what a reading finds. */
interface CaseSinks {
  readonly alert?: (alert: WritableAlert) => void;
  readonly record: (record: CloudTrailRecord, file: string) => void;
}

/** Finds records beside the alerts; its texts are not used. */
function watching(condition: Condition): Rule {
  return {
    ...{
      id: 'trailwatch-case',
      name: 'case',
      title: 'A record of a case',
      description: 'What a case is made of.',
    },
    ...{ severity: 'informational', status: 'stable', author: '' },
    ...{ tags: [], falsePositives: [], references: [], firstSteps: [], condition },
  };
}

/** Readings of the same inputs, each as a scan. */
class CaseReadings {
  private readonly kept = new KeptInput(openTempStore);
  private readonly seen = new Set<string>();
  private isAgain = false;

  constructor(
    private readonly order: CaseOrder,
    private readonly tools: CaseTools,
  ) {}

  /** The Regions that the names of the log files say that were read. */
  get regions(): readonly string[] {
    return [...this.seen].sort();
  }

  async read(rules: RuleDocument, condition: Condition, sinks: CaseSinks) {
    const { paths, options, workers, outputs } = this.order;
    const { io, diagnostics } = this.tools;
    const watch = { rule: watching(condition), take: sinks.record };
    const tools = openSearch({ paths, rules, watch, places: options, workers }, diagnostics, io);
    const listed = this.noted(listInputs({ paths, io, except: new ExcludedFiles(outputs) }));
    const inputs = this.isAgain ? this.kept.again(listed) : this.kept.keeping(listed);
    this.isAgain = true;
    for await (const alerts of scanInputs(inputs, tools)) for (const found of alerts) sinks.alert?.(found);
    return { counts: tools.scanner.counts, scanner: tools.scanner };
  }

  /** A file that the options leave out is not read. */
  private async *noted(inputs: AsyncIterable<Input>): AsyncGenerator<Input, void> {
    const filter = RecordFilter.of(this.order.options);
    for await (const input of inputs) {
      const root = layoutRootOf(input.name.replaceAll('\\', '/'));
      const key =
        root === undefined ? undefined : parseObjectKey(input.name.slice(root.length - 'AWSLogs/'.length));
      if (key?.folder === 'CloudTrail' && filter.mayHold(input.name)) this.seen.add(key.region);
      yield input;
    }
  }
}
