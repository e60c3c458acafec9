import { randomUUID } from 'node:crypto';
import { Logger } from '@aws-lambda-powertools/logger';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SNSClient } from '@aws-sdk/client-sns';
import type { SNSEvent } from 'aws-lambda';
import { toResponseAlert } from '../../lib/core/response/response-plan';
import { expectEvent, RESPONSE_EVENTS, SNS_EVENT } from '../../lib/core/settings/expected-event';
import { decodeResponderSettings } from '../../lib/core/settings/responder-settings';
import { CLIENT_OPTIONS } from '../aws/client-options';
import { confirming } from '../aws/confirming';
import { kmsClientOf, verifyMac } from '../aws/mac-keys';
import { publishAlert } from '../aws/send/publish';
import { signMessageWith } from '../aws/send/sign-message';
import { startExecution } from '../aws/send/start-execution';
import { admitReport, countAction, isCounted } from '../aws/table/count-action';
import { leaseReport, noteOutcome, noteStarted, readEntry } from '../aws/table/response-ledger';
import { isStepEvent, reportStep, type StepEvent } from './report-step';
import { type ResponderPorts, respond } from './responder';

/** An attempt that reports has ended or was repeated by then: the function has 30 seconds, and Lambda repeats after a minute. */
const REPORT_LEASE_MS = 40_000;

/** For how long counts and the ledger are kept: a dead letter that is redriven after 14 days must not be reported as not done if it was. */
const COUNT_DAYS = 15;

const settings = decodeResponderSettings(process.env);
const logger = new Logger({ serviceName: settings.responderName });
const ports = makePorts();

/** The handler, called by SNS with alerts, and by the state machines with the steps that they report. */
export async function handler(event: SNSEvent | StepEvent): Promise<void> {
  expectEvent(event, SNS_EVENT, RESPONSE_EVENTS.report);
  if (isStepEvent(event)) return reportStep(event, ports);
  await respond(event, { settings, ports });
}

/** The production ports: AWS, with the names in the settings. */
function makePorts(): ResponderPorts {
  const { topicArn, macKeyArn: keyArn, tableName, maxActionsPerHour: most } = settings;
  const kms = kmsClientOf(keyArn, CLIENT_OPTIONS);
  const dynamodb = confirming(new DynamoDBClient(CLIENT_OPTIONS));
  const sfn = confirming(new SFNClient(CLIENT_OPTIONS));
  const client = confirming(new SNSClient(CLIENT_OPTIONS));
  const nowMs = Date.now;
  const note: ResponderPorts['note'] = (message, fields) => logger.warn(message, fields);
  const publisher = {
    ...{ client, topicArn, nowMs },
    signMessage: signMessageWith({ client: kms, keyArn, warn: note }),
  };
  return {
    verifyMac: (claim) => verifyMac(kms, keyArn, claim),
    countAction: (action, alertId, signedMs) =>
      countAction(dynamodb, tableName, { ...{ action, alertId, most }, ...toHour(signedMs) }),
    isCounted: (action, alertId, signedMs) =>
      isCounted(dynamodb, tableName, { action, alertId, ...toHour(signedMs) }),
    ...ledgerPorts(dynamodb),
    admitReport: ({ signedMs, ...report }) =>
      admitReport(dynamodb, tableName, { ...report, ...toHour(signedMs) }),
    startExecution: (machineArn, name, input) => startExecution(sfn, machineArn, { name, input }),
    report: (report) =>
      publishAlert(publisher, toResponseAlert({ ...report, tableArn: tableArnOf(settings) })),
    ...{ nowMs, note },
  };
}

/** The table is in the stack of the responder, in the account and Region of the topic. */
function tableArnOf({ topicArn, accountId, tableName }: typeof settings): string {
  const [, partition, , region] = topicArn.split(':');
  return `arn:${partition}:dynamodb:${region}:${accountId}:table/${tableName}`;
}

function ledgerPorts(
  client: DynamoDBClient,
): Pick<ResponderPorts, 'readLedger' | 'noteStarted' | 'leaseReport' | 'noteOutcome'> {
  const { tableName } = settings;
  const keyOf = (action: string, alertId: string) => ({
    ...{ action, alertId, nowMs: Date.now() },
    expiresAt: Math.floor(Date.now() / 1000) + COUNT_DAYS * 86_400,
  });
  return {
    readLedger: (action, alertId) => readEntry(client, tableName, keyOf(action, alertId)),
    noteStarted: (action, alertId) => noteStarted(client, tableName, keyOf(action, alertId)),
    leaseReport: (action, alertId, after) => {
      const lease = { reporter: randomUUID(), leaseMs: REPORT_LEASE_MS, after };
      return leaseReport(client, tableName, { ...keyOf(action, alertId), ...lease });
    },
    noteOutcome: (action, alertId, outcome) =>
      noteOutcome(client, tableName, { ...keyOf(action, alertId), outcome }),
  };
}

function toHour(timeMs: number) {
  return {
    hour: new Date(timeMs).toISOString().slice(0, 'yyyy-mm-ddThh'.length),
    expiresAt: Math.floor(timeMs / 1000) + COUNT_DAYS * 86_400,
  };
}
