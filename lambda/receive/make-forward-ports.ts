import { Logger } from '@aws-lambda-powertools/logger';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { SinkSettings } from '../../lib/core/settings/sink-settings';
import { confirming } from '../aws/confirming';
import { CHECKING_CLIENT } from './check-signature';
import type { ForwardPorts } from './forward-messages';
import { makeSenderPorts } from './make-sender-ports';

/** The ports in life that every sink has: its log, and what finds out who sent a message. */
export function makeForwardPorts({
  sinkName,
  originKeyArns,
  maxReceiveCount,
}: SinkSettings): Omit<ForwardPorts, 'send'> {
  const log = new Logger({ serviceName: sinkName });
  const clients = {
    cloudWatch: confirming(new CloudWatchClient(CHECKING_CLIENT)),
    kms: CHECKING_CLIENT,
    warn: (message: string, fields: Record<string, unknown>) => log.warn(message, fields),
  };
  return { ...makeSenderPorts(clients, originKeyArns.split(',')), log, maxReceiveCount };
}
