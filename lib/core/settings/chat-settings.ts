/** What the `ChatTopic` construct writes into its function's environment, and the handler reads there. */
export interface ChatSettings {
  /** The SNS topic that chat applications are subscribed to. */
  readonly topicArn: string;
  /** The HMAC keys that alerts are signed with, by ARN. */
  readonly originKeyArns: readonly string[];
}

const TOPIC_ARN = 'TRAILWATCH_CHAT_TOPIC_ARN';
const ORIGIN_KEY_ARNS = 'TRAILWATCH_ORIGIN_KEY_ARNS';

/** The environment of the function. ARNs may be CDK tokens. */
export function encodeChatSettings({ topicArn, originKeyArns }: ChatSettings): Record<string, string> {
  return { [TOPIC_ARN]: topicArn, [ORIGIN_KEY_ARNS]: originKeyArns.join(',') };
}

/** The settings of an environment. Throws when they are not there. */
export function decodeChatSettings(environment: Readonly<Record<string, string | undefined>>): ChatSettings {
  const originKeyArns = textOf(environment, ORIGIN_KEY_ARNS).split(',');
  return { topicArn: textOf(environment, TOPIC_ARN), originKeyArns };
}

function textOf(environment: Readonly<Record<string, string | undefined>>, name: string): string {
  const text = environment[name];
  if (text !== undefined && text !== '') return text;
  throw new Error(`the function's environment is not what ChatTopic writes: ${name} is not set`);
}
