import { Logger } from '@aws-lambda-powertools/logger';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SNSClient } from '@aws-sdk/client-sns';
import type { SNSEvent } from 'aws-lambda';
import { expectEvent, RESPONSE_EVENTS, SNS_EVENT } from '../../lib/core/settings/expected-event';
import { decodeResponderSettings } from '../../lib/core/settings/responder-settings';
import { CLIENT_OPTIONS } from '../aws/client-options';
import { confirming } from '../aws/confirming';
import { kmsClientOf } from '../aws/mac-keys';
import { makePorts } from './make-ports';
import { isStepEvent, type StepEvent, toStepReport } from './report-step';
import { respond } from './responder';

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

/** What SNS calls with alerts, and the state machines with the steps that they report. */
export async function handler(event: SNSEvent | StepEvent): Promise<void> {
  expectEvent(event, SNS_EVENT, RESPONSE_EVENTS.report);
  if (isStepEvent(event)) return ports.report(toStepReport(event));
  await respond(event, { settings, ports });
}
