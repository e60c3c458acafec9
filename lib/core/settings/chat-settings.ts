/** What the `ChatTopic` construct writes into its function's environment, and the handler reads there. */
export interface ChatSettings {
  /** The SNS topic that chat applications are subscribed to. */
  readonly topicArn: string;
}

const TOPIC_ARN = 'TRAILWATCH_CHAT_TOPIC_ARN';

/** The environment of the function. The ARN may be a CDK token. */
export function encodeChatSettings({ topicArn }: ChatSettings): Record<string, string> {
  return { [TOPIC_ARN]: topicArn };
}

/** The settings of an environment. Throws when they are not there. */
export function decodeChatSettings(environment: Readonly<Record<string, string | undefined>>): ChatSettings {
  const topicArn = environment[TOPIC_ARN];
  if (topicArn === undefined || topicArn === '') {
    throw new Error(`the function's environment is not what ChatTopic writes: ${TOPIC_ARN} is not set`);
  }
  return { topicArn };
}
