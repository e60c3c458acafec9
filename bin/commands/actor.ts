import { Detections } from '../../lib/core/correlation/detections';
import { ActorTraces } from '../../lib/core/lineage/actor-traces';
import { AskedActor } from '../../lib/core/lineage/asked-actor';
import type { CloudTrailRecord } from '../../lib/core/record/record';
import { ActorHistory } from '../actor/actor-history';
import { type ActorReport, actorJson, reportOf } from '../actor/actor-report';
import { actorText } from '../actor/actor-text';
import { notFound, SimilarActors } from '../actor/similar-actors';
import type { CommandIo } from '../cli/command-io';
import { openLocations } from '../geoip/open-locations';
import { KeptInput } from '../inputs/kept-input';
import type { Diagnostics } from '../outputs/diagnostics';
import { openTempStore } from '../outputs/temp-store';
import { toStream } from '../outputs/text-output';
import { ArchiveRecords } from '../records/archive-records';
import { type PlaceOptions, RecordFilter } from '../records/record-filter';
import { ReportedOnce } from '../records/reported-once';
import { type LoadTools, loadRules } from '../rules/load-rules';
import { findOwnAccounts, type OwnAccountTools } from '../rules/own-accounts';

/** The options of `trailwatch actor`, as the command line names them. */
export interface ActorOptions extends PlaceOptions {
  readonly rules?: readonly string[];
  readonly builtin: boolean;
  readonly ownAccounts?: readonly string[];
  readonly format?: 'table' | 'json';
  readonly geoip?: readonly string[];
}

/** The requested actor, and the inputs. */
export interface ActorQuestion {
  /** An ARN, an access key, an address, or any other name. */
  readonly actor: string;
  readonly paths: readonly string[];
}

/** Prints what one actor did, and the sessions of the roles that it assumed. Returns the exit status. */
export async function actor(question: ActorQuestion, options: ActorOptions, io: CommandIo): Promise<number> {
  const fromMs = io.nowMs();
  const asked = new AskedActor(question.actor);
  const filter = RecordFilter.of(options);
  const diagnostics = new ReportedOnce(io);
  const locations = await openLocations(options.geoip, (problem) => diagnostics.problem(problem));
  const detections = await readDetections(question.paths, options, { diagnostics, io });
  const readings = new TwoReadings({ paths: question.paths, filter }, { io, diagnostics });
  const report = await readReport(asked, readings, detections);
  readings.reportNothing();
  if (typeof report !== 'string') {
    const { unmatched } = report.history;
    if (unmatched > 0)
      diagnostics.problem(`records that could not be matched against the rules: ${unmatched}`);
    diagnostics.clearProgress();
    await toStream(io.stdout).write(renderReport({ ...report, locations }, options, { io, diagnostics }));
  } else {
    // Where nothing could be read, that is what went wrong.
    if (readings.counts.records > 0 || diagnostics.problems === 0) diagnostics.problem(report);
  }
  const { files, pruned, records } = readings.counts;
  diagnostics.finish(`files=${files} pruned=${pruned} records=${records}`, fromMs);
  return diagnostics.problems > 0 ? 2 : 0;
}

/** Without rules there are no alerts, and the rest of the report is the same. */
async function readDetections(
  paths: readonly string[],
  { rules: folders = [], builtin: builtIn, ownAccounts: named }: ActorOptions,
  tools: LoadTools & OwnAccountTools,
): Promise<Detections> {
  if (!builtIn && folders.length === 0) return Detections.of([], []);
  const ownAccounts = await findOwnAccounts(named, paths, tools);
  const { rules } = await loadRules({ folders, builtIn, ownAccounts }, tools);
  return Detections.of(rules, []);
}

/** The report, or a sentence that the actor is not found. */
async function readReport(
  asked: AskedActor,
  readings: TwoReadings,
  detections: Detections,
): Promise<ActorReport | string> {
  const traces = new ActorTraces(asked, openTempStore);
  const similar = new SimilarActors();
  await readings.first((record) => {
    traces.take(record);
    if (!traces.isFound) similar.add(record);
  });
  if (!traces.isFound) return notFound(asked, similar.near(asked.text));
  const chain = traces.chain();
  const { made, more } = traces.madeBy(chain);
  const history = new ActorHistory(asked, chain, { made, detections });
  await readings.second((record) => history.take(record));
  return reportOf(asked, { chain, history, unfollowedMade: more });
}

function renderReport(
  report: ActorReport,
  { format }: ActorOptions,
  { io, diagnostics }: { readonly io: CommandIo; readonly diagnostics: Diagnostics },
): string {
  const chosen = format ?? (io.stdout.isTTY === true ? 'table' : 'json');
  return chosen === 'table' ? actorText(report, io) : actorJson(report, diagnostics.incompleteness);
}

/** Reads the selected records of an archive twice: the owner of a call is known only after all credentials are. */
class TwoReadings {
  private readonly readings: readonly [ArchiveRecords, ArchiveRecords];
  private readonly kept = new KeptInput(openTempStore);

  constructor(
    source: { readonly paths: readonly string[]; readonly filter: RecordFilter },
    tools: { readonly io: CommandIo; readonly diagnostics: Diagnostics },
  ) {
    this.readings = [new ArchiveRecords(source, tools), new ArchiveRecords(source, tools)];
  }

  /** The counts of the first pass. */
  get counts(): Pick<ArchiveRecords, 'files' | 'pruned' | 'records'> {
    return this.readings[0];
  }

  /** Reports which files were read for late records, or that there was nothing to read, unless something else was reported. */
  reportNothing(): void {
    this.readings[0].reportNothing();
  }

  async first(take: (record: CloudTrailRecord) => void): Promise<void> {
    const [reading] = this.readings;
    for await (const portion of reading.read(this.kept.keeping(reading.inputs())))
      for (const { record } of portion) take(record);
  }

  /** Call after `first`. */
  async second(take: (record: CloudTrailRecord) => void): Promise<void> {
    const [, reading] = this.readings;
    for await (const portion of reading.read(this.kept.again(reading.inputs())))
      for (const { record } of portion) take(record);
  }
}
