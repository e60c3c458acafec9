import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { KMSClient } from '@aws-sdk/client-kms';
import type { SFNClient } from '@aws-sdk/client-sfn';
import type { SNSClient } from '@aws-sdk/client-sns';
import { toResponseAlert } from '../../lib/core/response/response-report';
import type { ResponderSettings } from '../../lib/core/settings/responder-settings';
import { publishAlert } from '../aws/send/publish-alert';
import { signMessageWith } from '../aws/send/sign-message';
import { startExecution } from '../aws/send/start-execution';
import { admitReport, countAction } from '../aws/table/count-action';
import { verifyMac } from '../aws/verify-mac';
import type { ResponderPorts } from './responder';

/** The clients that this function works with. */
export interface Clients {
  readonly kms: KMSClient;
  readonly dynamodb: DynamoDBClient;
  readonly sfn: SFNClient;
  readonly sns: SNSClient;
}

/** For how long counts are kept, which is of use for an hour. */
const COUNT_DAYS = 2;

/** The ports in life: AWS, through these clients, with the names that the settings give. */
export function makePorts(
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
