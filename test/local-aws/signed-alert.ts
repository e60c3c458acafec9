import { PublishCommand, type PublishCommandInput, SNSClient } from '@aws-sdk/client-sns';
import { mockClient } from 'aws-sdk-client-mock';
import { kmsClientOf } from '../../lambda/aws/mac-keys';
import { publishAlert } from '../../lambda/aws/send/publish';
import { signMessageWith } from '../../lambda/aws/send/sign-message';
import type { Alert } from '../../lib/core/alert/alert';
import type { LocalAws } from './start-local-aws';

/** An alert that is to be published. */
export interface UnsignedAlert {
  readonly alert: Alert;
  readonly keyArn: string;
  readonly topicArn: string;
  readonly sentAtMs: number;
}

/** The part of a message that a queue or a function gets, and its attributes. */
export interface SignedAlert {
  readonly document: string;
  readonly attributes: NonNullable<PublishCommandInput['MessageAttributes']>;
}

/** An alert as the shipped functions publish it: signed with a key of the embedded KMS. */
export async function signAlert(aws: LocalAws, unsigned: UnsignedAlert): Promise<SignedAlert> {
  const { alert, keyArn, topicArn, sentAtMs } = unsigned;
  const client = mockClient(SNSClient);
  client.on(PublishCommand).resolves({});
  const kms = kmsClientOf(keyArn, {
    endpoint: aws.environment.AWS_ENDPOINT_URL_KMS,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  const signMessage = signMessageWith({ client: kms, keyArn, warn: () => {}, timeoutMs: 600_000 });
  await publishAlert({ client: new SNSClient({}), topicArn, signMessage, nowMs: () => sentAtMs }, alert);
  const { Message = '', MessageAttributes = {} } = client.call(0).args[0].input as PublishCommandInput;
  client.restore();
  const { default: document } = JSON.parse(Message) as { readonly default: string };
  return { document, attributes: MessageAttributes };
}
