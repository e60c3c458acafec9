import type { SNSEvent } from 'aws-lambda';
import type { Alert } from '../../lib/core/alert/alert';
import { ORIGIN_ATTRIBUTE, parseOrigin } from '../../lib/core/alert/mac/message-origin';
import { type Delivery, toDelivery } from '../../lib/core/alert/message/delivery';
import type { UnknownSender } from '../../lib/core/alert/message/message-sender';
import { toObject } from '../../lib/core/alert/message/to-chat-message';
import { parseAlert } from '../../lib/core/alert/parse-alert';
import { decideResponse } from '../../lib/core/response/decide-response';
import {
  type ResponseOutcome,
  type ResponsePlan,
  type ResponseReport,
  toPlan,
  withCall,
} from '../../lib/core/response/response-plan';
import type { ResponderSettings, ResponseSettings } from '../../lib/core/settings/responder-settings';
import type { LedgerEntry } from '../aws/table/response-ledger';
import { writeDown } from '../raise/raised-alert';
import { requireAll } from '../raise/retry-later';
import { checkSignature, type VerifyMac } from '../receive/find-sender';

/** All side effects of this function: `lambda/aws` in production, memory in tests. */
export interface ResponderPorts {
  readonly verifyMac: VerifyMac;
  /** Whether an action may respond to one more alert in the hour of its signature. */
  readonly countAction: (action: string, alertId: string, signedMs: number) => Promise<boolean>;
  /** What was noted of an action and its alert. */
  readonly readLedger: (action: string, alertId: string) => Promise<LedgerEntry>;
  /** Notes that an action is started. */
  readonly noteStarted: (action: string, alertId: string) => Promise<void>;
  /** Whether this attempt may report: no other one does, and none did; after an outcome, another one may be. */
  readonly leaseReport: (action: string, alertId: string, after?: string) => Promise<boolean>;
  /** Notes what was reported. */
  readonly noteOutcome: (action: string, alertId: string, outcome: ResponseOutcome) => Promise<void>;
  /** Whether an alert was counted in the hour of a time: an earlier release, which noted nothing, may have started its action. */
  readonly isCounted: (action: string, alertId: string, signedMs: number) => Promise<boolean>;
  readonly startExecution: (machineArn: string, name: string, plan: ResponsePlan) => Promise<void>;
  readonly report: (report: ResponseReport) => Promise<void>;
  /** Whether a report of a name is to be made, or was made already, or is one more than an hour takes. */
  readonly admitReport: (report: NamedReport) => Promise<'new' | 'made' | 'over'>;
  readonly nowMs: () => number;
  readonly note: (message: string, fields: Record<string, unknown>) => void;
}

/** A report of what was not done, by the action, its alert and the hour of its signature: a copy has the same. */
interface NamedReport {
  readonly action: string;
  readonly alertId: string;
  /** Milliseconds since 1970. */
  readonly signedMs: number;
  /** How many the hour takes. */
  readonly most: number;
  /** Whether it was published. */
  readonly isMade: boolean;
}

/** Outcomes after which there is nothing to report of an action that was started. */
const ENDED: readonly (string | undefined)[] = ['done', 'failed', 'not-approved', 'unknown'];

/** The function's settings, and what it does with them. */
interface ResponderContext {
  readonly settings: ResponderSettings;
  readonly ports: ResponderPorts;
}

/** An alert that trailwatch is proven to have sent, and when it was signed. */
interface ProvenAlert {
  readonly alert: Alert;
  readonly signedMs: number;
}

/** Responds to the alerts of an event. Errors are thrown: Lambda retries, and each step can be repeated. */
export async function respond(event: SNSEvent, context: ResponderContext): Promise<void> {
  for (const { Sns } of event.Records) {
    const proven = await readProvenAlert(toDelivery(Sns), context);
    const { ruleId } = proven.alert;
    const responses = context.settings.responses.filter(({ ruleIds }) => ruleIds.includes(ruleId));
    await answerAll(proven, responses, context);
  }
}

/** Tries every response before one is said to have failed: a state machine that cannot be started holds up no other. */
async function answerAll(
  proven: ProvenAlert,
  responses: readonly ResponseSettings[],
  context: ResponderContext,
): Promise<void> {
  const outcomes: PromiseSettledResult<void>[] = [];
  // one after the other: responses of one action share its limit
  for (const response of responses) {
    outcomes.push(...(await Promise.allSettled([answer(proven, response, context)])));
  }
  requireAll(outcomes);
}

/**
 * The alert of a message that trailwatch is proven to have sent: others may publish to the topic as well, and alerts are
 * unsigned while KMS fails. Unproven messages move to the dead-letter queue, whose alarm asks for a decision.
 */
async function readProvenAlert(
  delivery: Delivery | undefined,
  { ports, settings }: ResponderContext,
): Promise<ProvenAlert> {
  if (delivery === undefined) throw new Error('the event has no SNS message; no response is made');
  const origin = parseOrigin(delivery.attributes[ORIGIN_ATTRIBUTE] ?? '');
  const isOfTopic = delivery.topicArn === settings.topicArn;
  if (origin === undefined || !isOfTopic) throw notProven('unsigned');
  const problem = await checkSignature(delivery, origin, ports.verifyMac);
  if (problem !== undefined) throw notProven(problem);
  const alert = parseAlert(toObject(delivery.message) ?? {});
  if (alert === undefined) {
    throw new Error(
      'a message of trailwatch is not an alert of a version that this function supports; no response is made: deploy the stacks of Responder and Trailwatch with one version',
    );
  }
  return { alert, signedMs: Date.parse(origin.signedAt) };
}

function notProven(problem: UnknownSender): Error {
  return new Error(`a message is not proven to be from trailwatch (${problem}); no response is made`);
}

/**
 * An alert is signed and published again, within this time, where its sender did not get to write down that it was published. It is
 * then counted in the hour of the first signature.
 */
const SIGNED_AGAIN_MS = 60 * 60 * 1000;

async function answer(
  proven: ProvenAlert,
  response: ResponseSettings,
  context: ResponderContext,
): Promise<void> {
  const { settings, ports } = context;
  const { action, machineArn } = response;
  const { alert, signedMs } = proven;
  const plan = toPlan(alert, action);
  const decision = decideResponse(alert, response, settings, ports.nowMs());
  if (decision.kind === 'ignored') {
    ports.note('an alert needs no response', { alertId: alert.id, action, why: decision.why });
    return;
  }
  if (decision.kind === 'refused') {
    return reportUnacted({ outcome: 'refused', plan, why: decision.why }, proven, context);
  }
  const whole = withCall(plan, decision, settings);
  if (machineArn === undefined) return reportUnacted({ outcome: 'would-act', plan: whole }, proven, context);
  // the hour of the signature: each delivery of a message falls in the same
  const { startedAt } = await ports.readLedger(action, alert.id);
  const wasStarted =
    startedAt !== undefined || (await ports.isCounted(action, alert.id, signedMs - SIGNED_AGAIN_MS));
  if (wasStarted || (await ports.countAction(action, alert.id, signedMs))) {
    if (startedAt === undefined) await ports.noteStarted(action, alert.id);
    return ports.startExecution(machineArn, alert.id, whole);
  }
  const why = `the limit of ${settings.maxActionsPerHour} actions per hour is reached`;
  return reportOnce({ outcome: 'refused', plan: whole, why }, proven, context);
}

/**
 * Reports that the action is not taken now. A delivery before may have started it: time has passed since then, or the settings
 * were changed.
 */
async function reportUnacted(
  report: ResponseReport,
  proven: ProvenAlert,
  context: ResponderContext,
): Promise<void> {
  const { action, alert } = report.plan;
  const { startedAt, outcome } = await context.ports.readLedger(action, alert.id);
  const hours = [proven.signedMs, proven.signedMs - SIGNED_AGAIN_MS];
  const counted = await Promise.all(hours.map((hourMs) => context.ports.isCounted(action, alert.id, hourMs)));
  const wasStarted = startedAt !== undefined || counted.includes(true);
  if (wasStarted && ENDED.includes(outcome)) {
    context.ports.note('an alert was answered before', { alertId: alert.id, action, startedAt, outcome });
    return;
  }
  const { why = 'the response is in dry-run mode' } = report;
  if (!wasStarted) return reportOnce(report, proven, context);
  return reportOnce({ ...report, outcome: 'unknown', why }, { ...proven, after: outcome }, context);
}

/** What every report past the limit of an hour is named: only the first of them is made. */
const FURTHER = 'further';

/** Reports what was not done: of an alert once, however often it comes, and of an hour as many as it takes actions. */
async function reportOnce(
  report: ResponseReport,
  { alert, signedMs, after }: ProvenAlert & { readonly after?: string | undefined },
  { settings, ports }: ResponderContext,
): Promise<void> {
  const { action } = report.plan;
  const { id: alertId } = alert;
  const most = settings.maxActionsPerHour;
  const own = { action, alertId, signedMs, most, isMade: false };
  const further = { ...own, action: `${action}|${FURTHER}`, alertId: FURTHER, most: 1 };
  // the attempt that reports is repeated if it fails, and so is its message
  if (!(await ports.leaseReport(action, alertId, after))) return;
  const admitted = await ports.admitReport(own);
  if (admitted === 'made' && after === undefined) return;
  if (admitted !== 'over') return makeReport(report, own, ports);
  const { outcome, why } = report;
  ports.note('there was no response to an alert, and no report', { alertId, action, outcome, why });
  const hour = new Date(signedMs).toISOString().slice(0, 'yyyy-mm-ddThh'.length);
  if (!(await ports.leaseReport(further.action, hour))) return;
  if ((await ports.admitReport(further)) !== 'new') return;
  const limit = `the limit of ${most} reports per hour is reached: further reports of this hour are only in the log of the function`;
  return makeReport({ ...report, why: why === undefined ? limit : `${why}; ${limit}` }, further, ports);
}

/** Publishes a report. Nothing fails once it is published: the next attempt would repeat it. */
async function makeReport(report: ResponseReport, named: NamedReport, ports: ResponderPorts): Promise<void> {
  await ports.report(report);
  const { action, alertId } = named;
  const marked = await writeDown(async () => {
    await ports.admitReport({ ...named, isMade: true });
    if (alertId !== FURTHER) await ports.noteOutcome(action, alertId, report.outcome);
  });
  if (!('error' in marked)) return;
  const problem = String(marked.error);
  ports.note('a report was sent but could not be marked as sent', { action, alertId, problem });
}
