import { Stack, type StackProps } from 'aws-cdk-lib';
import { SlackChannelConfiguration } from 'aws-cdk-lib/aws-chatbot';
import { AlertTopic, ChatTopic, RuleSeverity, Trailwatch } from 'cdk-trailwatch';
import type { Construct } from 'constructs';

export interface SlackAuditStackProps extends StackProps {
  /** The addresses that receive alerts of medium severity and above, a daily summary of all, and every alarm. */
  readonly emails: string[];
  /** The workspace, which Amazon Q Developer in chat applications was authorized for. */
  readonly slackWorkspaceId: string;
  readonly slackChannelId: string;
}

/** A trail whose severe alerts, and whose alarms, are posted to a channel of Slack. E-mail has all of them. */
export class SlackAuditStack extends Stack {
  constructor(scope: Construct, id: string, props: SlackAuditStackProps) {
    super(scope, id, {
      description: 'CloudTrail, with alerts in Slack',
      terminationProtection: true,
      ...props,
    });
    const alertTopic = new AlertTopic(this, 'Alerts', { emails: props.emails });
    const chat = new ChatTopic(this, 'Chat', {
      alertTopic,
      filter: { minimumSeverity: RuleSeverity.HIGH },
    });
    const channel = new SlackChannelConfiguration(this, 'Slack', {
      slackChannelConfigurationName: 'cloudtrail-alerts',
      slackWorkspaceId: props.slackWorkspaceId,
      slackChannelId: props.slackChannelId,
    });
    chat.addSlackChannel(channel);
    // After the channel: calls that change what is there already raise alerts.
    new Trailwatch(this, 'Trailwatch', { alertTopic });
  }
}
