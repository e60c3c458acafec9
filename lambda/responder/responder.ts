import type { SNSEvent } from 'aws-lambda';
import type { Alert } from '../../lib/core/alert/alert';
import { type Delivery, toDelivery } from '../../lib/core/alert/message/delivery';
import { toObject } from '../../lib/core/alert/message/to-chat-message';
import { parseAlert } from '../../lib/core/alert/parse-alert';
import { ORIGIN_ATTRIBUTE, parseOrigin } from '../../lib/core/mac/message-origin';
import { decideResponse } from '../../lib/core/response/decide-response';
import { type ResponsePlan, toPlan, withCall } from '../../lib/core/response/response-plan';
import type { ResponseReport } from '../../lib/core/response/response-report';
import type { ResponderSettings, ResponseSettings } from '../../lib/core/settings/responder-settings';
import { checkSignature, type VerifyMac } from '../receive/check-signature';

/** Everything that this function does to the world: `lambda/aws` in life, memory in tests. */
export interface ResponderPorts {
  readonly verifyMac: VerifyMac;
  /** Whether an action may answer one more alert in this hour. */
  readonly countAction: (action: string, alertId: string, nowMs: number) => Promise<boolean>;
  readonly startExecution: (machineArn: string, name: string, plan: ResponsePlan) => Promise<void>;
  readonly report: (report: ResponseReport) => Promise<void>;
  readonly nowMs: () => number;
  readonly note: (message: string, fields: Record<string, unknown>) => void;
}

/** The function's settings, and what it does with them. */
export interface ResponderContext {
  readonly settings: ResponderSettings;
  readonly ports: ResponderPorts;
}

/** Answers the alerts of an event. What fails is thrown: Lambda tries again, and each step can be done twice. */
export async function respond(event: SNSEvent, context: ResponderContext): Promise<void> {
  for (const { Sns } of event.Records) {
    const delivery = toDelivery(Sns);
    const alert = delivery && (await readProvenAlert(delivery, context));
    if (alert === undefined) continue;
    const responses = context.settings.responses.filter(({ ruleIds }) => ruleIds.includes(alert.ruleId));
    for (const response of responses) await answer(alert, response, context);
  }
}

/** The alert of a message that trailwatch is proven to have sent: others may publish to the topic as well. */
async function readProvenAlert(
  delivery: Delivery,
  { ports, settings }: ResponderContext,
): Promise<Alert | undefined> {
  const origin = parseOrigin(delivery.attributes[ORIGIN_ATTRIBUTE] ?? '');
  const isOfTopic = delivery.topicArn === settings.topicArn;
  const problem =
    origin === undefined || !isOfTopic ? 'unsigned' : await checkSignature(delivery, origin, ports.verifyMac);
  if (problem !== undefined) {
    ports.note('a message is not proven to be from trailwatch; nothing is done about it', { problem });
    return undefined;
  }
  return parseAlert(toObject(delivery.message) ?? {});
}

async function answer(alert: Alert, response: ResponseSettings, context: ResponderContext): Promise<void> {
  const { settings, ports } = context;
  const { action, machineArn } = response;
  const nowMs = ports.nowMs();
  const plan = toPlan(alert, action);
  const decision = decideResponse(alert, response, settings, nowMs);
  if (decision.kind === 'ignored') {
    ports.note('an alert needs no answer', { alertId: alert.id, action, why: decision.why });
    return;
  }
  if (decision.kind === 'refused') return ports.report({ outcome: 'refused', plan, why: decision.why });
  const whole = withCall(plan, decision, settings);
  if (machineArn === undefined) return ports.report({ outcome: 'would-act', plan: whole });
  if (await ports.countAction(action, alert.id, nowMs)) {
    return ports.startExecution(machineArn, alert.id, whole);
  }
  const why = `the limit of ${settings.maxActionsPerHour} actions an hour is reached`;
  return ports.report({ outcome: 'refused', plan: whole, why });
}
