import { Detections } from '../../lib/core/correlation/detections';
import { any } from '../../lib/core/fact/fact';
import { AskedActor } from '../../lib/core/lineage/asked-actor';
import { isInstanceAt } from '../../lib/core/lineage/instance-credentials';
import type { Condition } from '../../lib/core/rule/condition';
import { ActorHistory } from '../actor/actor-history';
import { type ActorReport, actorJson, reportOf } from '../actor/actor-report';
import { actorText } from '../actor/actor-text';
import { readTraces } from '../actor/read-traces';
import type { CommandIo } from '../cli/command-io';
import { openLocations } from '../geoip/open-locations';
import type { Diagnostics } from '../outputs/diagnostics';
import { toStream } from '../outputs/text-output';
import type { PlaceOptions } from '../records/record-filter';
import { type LoadTools, loadRules } from '../rules/load-rules';
import { findOwnAccounts, type OwnAccountTools } from '../rules/own-accounts';
import { SurveyReadings } from '../survey/read-survey';

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
  const asked = new AskedActor(question.actor);
  const readings = new SurveyReadings({ paths: question.paths, options, io });
  const { diagnostics } = readings;
  const locations = await openLocations(options.geoip, (problem) => diagnostics.problem(problem));
  const detections = await readDetections(question.paths, options, { diagnostics, io });
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
  return readings.finish();
}

/** Without rules there are no alerts, and the rest of the report is the same. */
async function readDetections(
  paths: readonly string[],
  { rules: folders = [], builtin: builtIn, ownAccounts: named }: ActorOptions,
  tools: LoadTools & OwnAccountTools,
): Promise<Detections> {
  if (!builtIn && folders.length === 0) return Detections.of([]);
  const ownAccounts = await findOwnAccounts(named, paths, tools);
  const { rules, correlations } = await loadRules({ folders, builtIn, ownAccounts }, tools);
  return Detections.of(rules, correlations);
}

/** Insights are of no call, and name their users apart. */
const INSIGHTS: Condition = { kind: 'exists', field: 'insightDetails' };

/** The report, or a sentence that the actor is not found. */
async function readReport(
  asked: AskedActor,
  readings: SurveyReadings,
  detections: Detections,
): Promise<ActorReport | string> {
  const found = await readTraces(asked, readings);
  if (typeof found === 'string') return found;
  const { chain, made, unfollowedMade, addresses } = found;
  const history = new ActorHistory(asked, chain, { made, detections, addresses });
  const condition = any(chain.condition(made), INSIGHTS, isInstanceAt([...addresses]));
  await readings.readAgain((record) => history.take(record), condition);
  history.conclude();
  return reportOf(asked, { chain, history, unfollowedMade });
}

function renderReport(
  report: ActorReport,
  { format }: ActorOptions,
  { io, diagnostics }: { readonly io: CommandIo; readonly diagnostics: Diagnostics },
): string {
  const chosen = format ?? (io.stdout.isTTY === true ? 'table' : 'json');
  return chosen === 'table' ? actorText(report, io) : actorJson(report, diagnostics.incompleteness);
}
