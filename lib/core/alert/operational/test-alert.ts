import type { Severity } from '../../rule/rule';
import type { Alert } from '../alert';
import { toOwnAlert } from './operational-alert';

/** The rule id of alerts that only try the way that alerts take. */
export const TEST_ALERT_RULE_ID = 'trailwatch-test-alert';

/** What is said of a test beside its being one. */
export interface TestOfTopic {
  /** What people call the topic that is tried. */
  readonly topic: string;
  /** The time that it says, ISO 8601 in UTC; another time makes another alert. */
  readonly at: string;
  readonly severity: Severity;
  /** Empty when it is not known. */
  readonly awsRegion: string;
}

/**
 * The alert that shows whether alerts arrive: a whole document, which says in every part that people read that it is a
 * test. It has no account, so that subscribers that filter by account and take operational messages get it.
 */
export function toTestAlert({ topic, at, severity, awsRegion }: TestOfTopic): Alert {
  return toOwnAlert({
    ruleId: TEST_ALERT_RULE_ID,
    ruleName: 'test-alert',
    firstSteps: [
      'See that everybody who is to get alerts got this one: each address, channel and queue.',
      'There is nothing else to do.',
    ],
    title: 'Test alert: nothing happened',
    severity,
    tags: [],
    summary: `this is a test of the alert topic ${topic}: nothing happened, and alerts arrive where you read this`,
    identity: ['test-alert', topic, at],
    eventName: 'TestAlert',
    eventTime: at,
    awsRegion,
    recipientAccountId: '',
    route: 'log-file',
    source: {},
    facts: { topic, test: true },
  });
}
