import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { CLIENT_OPTIONS } from '../../aws/client-options';
import { confirming } from '../../aws/confirming';
import { kmsClientOf, macKeysOf } from '../../aws/mac-keys';
import { signMessageWith } from '../../aws/send/sign-message';
import { ForeignItems } from '../foreign-items';
import type { Log } from '../log-failure';
import type { RaiseClients } from './make-raise-ports';

/**
 * The clients that alerts are raised with; a container makes them once.
 *
 * @param macKeyArn the key that proves who wrote an item of the table, and who sent an alert
 * @param log reports alerts that could not be signed
 * @param foreignItems gets what is found in the table that no function wrote
 */
export function makeRaiseClients(
  { macKeyArn }: { readonly macKeyArn: string },
  log: Pick<Log, 'warn'>,
  foreignItems = new ForeignItems(),
): RaiseClients {
  const kms = kmsClientOf(macKeyArn, CLIENT_OPTIONS);
  return {
    // The queue is the function's own: its URL names it, and the Region's endpoint is where it is.
    sqs: confirming(new SQSClient({ ...CLIENT_OPTIONS, useQueueUrlAsEndpoint: false })),
    sns: confirming(new SNSClient(CLIENT_OPTIONS)),
    dynamodb: confirming(new DynamoDBClient(CLIENT_OPTIONS)),
    foreignItems,
    macKeys: macKeysOf(kms, macKeyArn),
    signMessage: signMessageWith({
      client: kms,
      keyArn: macKeyArn,
      warn: (message, fields) => log.warn(message, fields),
    }),
  };
}
