import { Logger } from '@aws-lambda-powertools/logger';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { KMSClient } from '@aws-sdk/client-kms';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SNSClient } from '@aws-sdk/client-sns';
import type { SNSEvent } from 'aws-lambda';
import { toResponseAlert } from '../../lib/core/response/response-plan';
import { expectEvent, RESPONSE_EVENTS, SNS_EVENT } from '../../lib/core/settings/expected-event';
import { decodeResponderSettings, type ResponderSettings } from '../../lib/core/settings/responder-settings';
import { CLIENT_OPTIONS } from '../aws/client-options';
import { confirming } from '../aws/confirming';
import { kmsClientOf, verifyMac } from '../aws/mac-keys';
import { publishAlert } from '../aws/send/publish';
import { signMessageWith } from '../aws/send/sign-message';
import { startExecution } from '../aws/send/start-execution';
import { admitReport, countAction } from '../aws/table/count-action';
import { isStepEvent, type ResponderPorts, respond, type StepEvent, toStepReport } from './responder';

/** The clients that this function works with. */
interface Clients {
  readonly kms: KMSClient;
  readonly dynamodb: DynamoDBClient;
  readonly sfn: SFNClient;
  readonly sns: SNSClient;
}

/** For how long counts are kept, which is of use for an hour. */
const COUNT_DAYS = 2;

const settings = decodeResponderSettings(process.env);
const logger = new Logger({ serviceName: settings.responderName });
const ports = makePorts(
  {
    kms: kmsClientOf(settings.macKeyArn, CLIENT_OPTIONS),
    dynamodb: confirming(new DynamoDBClient(CLIENT_OPTIONS)),
    sfn: confirming(new SFNClient(CLIENT_OPTIONS)),
    sns: confirming(new SNSClient(CLIENT_OPTIONS)),
  },
  settings,
  { nowMs: Date.now, note: (message, fields) => logger.warn(message, fields) },
);

/** The handler, called by SNS with alerts, and by the state machines with the steps that they report. */
export async function handler(event: SNSEvent | StepEvent): Promise<void> {
  expectEvent(event, SNS_EVENT, RESPONSE_EVENTS.report);
  if (isStepEvent(event)) return ports.report(toStepReport(event));
  await respond(event, { settings, ports });
}

/** The production ports: AWS, through these clients, with the names in the settings. */
function makePorts(
  { kms, dynamodb, sfn, sns }: Clients,
  settings: ResponderSettings,
  { nowMs, note }: Pick<ResponderPorts, 'nowMs' | 'note'>,
): ResponderPorts {
  const { topicArn, macKeyArn: keyArn, tableName, maxActionsPerHour: most } = settings;
  const publisher = {
    ...{ client: sns, topicArn, nowMs },
    signMessage: signMessageWith({ client: kms, keyArn, warn: note }),
  };
  return {
    verifyMac: (claim) => verifyMac(kms, keyArn, claim),
    countAction: (action, alertId, countedMs) =>
      countAction(dynamodb, tableName, { ...{ action, alertId, most }, ...toHour(countedMs) }),
    admitReport: ({ signedMs, ...report }) =>
      admitReport(dynamodb, tableName, { ...report, ...toHour(signedMs) }),
    startExecution: (machineArn, name, input) => startExecution(sfn, machineArn, { name, input }),
    report: (report) => publishAlert(publisher, toResponseAlert(report)),
    ...{ nowMs, note },
  };
}

function toHour(timeMs: number) {
  return {
    hour: new Date(timeMs).toISOString().slice(0, 'yyyy-mm-ddThh'.length),
    expiresAt: Math.floor(timeMs / 1000) + COUNT_DAYS * 86_400,
  };
}
