import { list } from '../judges/lists';
import { ref, text } from '../judges/references';
import { on } from '../judges/words';
import { DESCRIPTION, type Deciding, type InventoryEntry, type Link, TAGS, worksAs } from '../model';

const LOST = 'alerts no longer arrive in the channel';

const CHANNEL: Readonly<Record<string, Deciding>> = {
  SnsTopicArns: { area: 'pipeline', says: 'topics', judge: list, weaker: LOST },
  IamRoleArn: { area: 'access', says: 'role of the channel', judge: ref },
  GuardrailPolicies: {
    ...{ area: 'access', says: 'guardrail policies', judge: list },
    weaker: 'people in the channel may do more',
  },
  UserRoleRequired: {
    ...{ area: 'access', says: 'roles of people', judge: on },
    weaker: 'everyone in the channel works as its role',
  },
};

const NEUTRAL = {
  ConfigurationName: 'a name of the configuration; the channel is the same',
  CustomizationResourceArns: 'actions for people; the role and the guardrail policies limit them',
  LoggingLevel: 'what the chat application logs of its own work',
  Tags: TAGS,
};

const LINKS: readonly Link[] = [
  { path: 'SnsTopicArns[]', to: 'watches', needs: [] },
  {
    ...{ path: 'IamRoleArn', to: 'works-as' },
    needs: worksAs('chatbot.amazonaws.com', 'alerts do not reach the channel'),
  },
];

/** Channels of chats that get alerts. */
export const CHATBOT: Readonly<Record<string, InventoryEntry>> = {
  'AWS::Chatbot::SlackChannelConfiguration': {
    ...{ noun: 'Slack channel', roles: ['tells'], gone: 'weaker', goneWords: LOST, links: LINKS },
    kinds: ['chat', 'chatAccount'],
    fixed: { replacedBy: ['ConfigurationName', 'SlackWorkspaceId'], name: 'ConfigurationName' },
    neutral: NEUTRAL,
    decides: {
      ...CHANNEL,
      SlackWorkspaceId: { area: 'pipeline', says: 'workspace', judge: text, weaker: LOST },
      SlackChannelId: { area: 'pipeline', says: 'channel', judge: text, weaker: LOST },
    },
  },
  'AWS::Chatbot::MicrosoftTeamsChannelConfiguration': {
    ...{ noun: 'Teams channel', roles: ['tells'], gone: 'weaker', goneWords: LOST, links: LINKS },
    kinds: ['chat', 'chatAccount'],
    fixed: { replacedBy: ['ConfigurationName', 'TeamId', 'TeamsTenantId'], name: 'ConfigurationName' },
    neutral: { ...NEUTRAL, TeamsChannelName: DESCRIPTION },
    decides: {
      ...CHANNEL,
      TeamsTenantId: { area: 'pipeline', says: 'tenant', judge: text, weaker: LOST },
      TeamId: { area: 'pipeline', says: 'team', judge: text, weaker: LOST },
      TeamsChannelId: { area: 'pipeline', says: 'channel', judge: text, weaker: LOST },
    },
  },
};
