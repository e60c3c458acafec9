import { Detections } from '../../lib/core/correlation/detections';
import { ActorHistory } from '../actor/actor-history';
import { actorJson } from '../actor/actor-json';
import { type ActorReport, reportOf } from '../actor/actor-report';
import { actorText } from '../actor/actor-text';
import { ActorTraces } from '../actor/actor-traces';
import { AskedActor } from '../actor/asked-actor';
import { TwoReadings } from '../actor/two-readings';
import type { CommandIo } from '../cli/command-io';
import { openLocations } from '../geoip/open-locations';
import { Diagnostics } from '../outputs/diagnostics';
import { toStream } from '../outputs/text-output';
import { RecentTexts } from '../records/recent-texts';
import { type PlaceOptions, RecordFilter } from '../records/record-filter';
import { type LoadTools, loadRules } from '../rules/load-rules';
import { findOwnAccounts, type OwnAccountTools } from '../rules/own-accounts';

/** Diagnostics of a command that reads its inputs twice: what the second reading reports again is said once. */
class ReportedOnce extends Diagnostics {
  private readonly said = new RecentTexts();

  override problem(sentence: string): void {
    if (this.said.add(sentence)) super.problem(sentence);
  }

  override skip(name: string, why: string): void {
    if (this.said.add(`${name} ${why}`)) super.skip(name, why);
  }
}

/** The options of `trailwatch actor`, as the command line names them. */
export interface ActorOptions extends PlaceOptions {
  readonly rules?: readonly string[];
  readonly builtin: boolean;
  readonly ownAccounts?: readonly string[];
  readonly format?: 'table' | 'json';
  readonly geoip?: readonly string[];
}

/** What is asked for, and where. */
export interface ActorQuestion {
  /** An ARN, an access key, an address, or any other name. */
  readonly actor: string;
  readonly paths: readonly string[];
}

/** Prints what one actor did, and the sessions of the roles that it took. Gives the exit status. */
export async function actor(question: ActorQuestion, options: ActorOptions, io: CommandIo): Promise<number> {
  const fromMs = io.nowMs();
  const asked = new AskedActor(question.actor);
  const filter = RecordFilter.of(options);
  const diagnostics = new ReportedOnce(io);
  const locations = await openLocations(options.geoip, (problem) => diagnostics.problem(problem));
  const detections = await readDetections(question.paths, options, { diagnostics, io });
  const readings = new TwoReadings({ paths: question.paths, filter }, { io, diagnostics });
  const report = await readReport(asked, readings, detections);
  if (typeof report !== 'string') {
    const { unmatched } = report.history;
    if (unmatched > 0)
      diagnostics.problem(`records that could not be matched against the rules: ${unmatched}`);
    diagnostics.clearProgress();
    await toStream(io.stdout).write(renderReport({ ...report, locations }, options, io));
  } else if (readings.counts.records > 0) diagnostics.problem(report);
  readings.reportNothing();
  const { files, pruned, records } = readings.counts;
  const seconds = ((io.nowMs() - fromMs) / 1000).toFixed(2);
  diagnostics.finish(`files=${files} pruned=${pruned} records=${records} seconds=${seconds}`);
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
  const traces = new ActorTraces(asked);
  await readings.first((record) => traces.take(record));
  if (!traces.isFound) return notFound(asked, traces.suggestions);
  const chain = traces.chain();
  const { made, more } = traces.madeBy(chain);
  const history = new ActorHistory(asked, chain, { made, detections });
  await readings.second((record) => history.take(record));
  return reportOf(asked, { chain, history, unfollowedMade: more });
}

function notFound({ text }: AskedActor, suggestions: readonly string[]): string {
  const hint =
    suggestions.length === 0 ? '' : `; did you mean ${suggestions.map((name) => `'${name}'`).join(', ')}?`;
  return `no record has the actor '${text}'${hint}`;
}

function renderReport(report: ActorReport, { format }: ActorOptions, io: CommandIo): string {
  const chosen = format ?? (io.stdout.isTTY === true ? 'table' : 'json');
  return chosen === 'table' ? actorText(report, io) : actorJson(report);
}
