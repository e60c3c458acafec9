import type { Stack } from 'aws-cdk-lib';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { AlertTopic, FirehoseSink, type FirehoseSinkProps } from '../../../lib/index';
import { ACCOUNT, newStack, REGION } from '../synthesize';

/** The properties of a sink of the topic of the stack. */
export type StreamProps = Omit<FirehoseSinkProps, 'alertTopic'>;

/** A stack with an alert topic and one Firehose sink. */
export function sinkOf(props: (stack: Stack) => StreamProps, region = REGION) {
  const stack = newStack({ env: { account: ACCOUNT, region } });
  const alertTopic = new AlertTopic(stack, 'Alerts');
  const sink = new FirehoseSink(stack, 'Sink', { alertTopic, ...props(stack) });
  return { stack, sink };
}

/** What an endpoint asks for. */
export function secretOf(stack: Stack): Secret {
  return new Secret(stack, 'Secret');
}
