import type { Severity } from '../../rule/rule';
import type { Alert } from '../alert';
import { toOwnAlert } from './operational-alert';

/** The rule id of alerts that only try the way that alerts take. */
const TEST_ALERT_RULE_ID = 'trailwatch-test-alert';

/** Properties of a test alert, other than that it is a test. */
interface TestOfTopic {
  /** The name of the tested topic. */
  readonly topic: string;
  /** The time in its text, ISO 8601 in UTC; another time makes another alert. */
  readonly at: string;
  readonly severity: Severity;
  /** Empty when it is not known. */
  readonly awsRegion: string;
}

/**
 * The alert that shows whether alerts arrive: a whole document, in which every part that people read shows that it is
 * a test. It has no account, so that subscribers that filter by account and take operational messages get it.
 */
export function toTestAlert({ topic, at, severity, awsRegion }: TestOfTopic): Alert {
  return toOwnAlert({
    ruleId: TEST_ALERT_RULE_ID,
    ruleName: 'test-alert',
    firstSteps: [
      'Check that every address, channel and queue that is to receive alerts received this one.',
      'No other action is needed.',
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

/** The rule id of the alerts that a log processor sends to itself every hour, over the way that all alerts take. */
export const PATH_TEST_RULE_ID = 'trailwatch-path-test';

/** The name that goes with the id. */
export const PATH_TEST_RULE_NAME = 'path-test';

/** The sender of the test, and its time. */
interface PathTest {
  /** Distinguishes the processor from others with the same topic. */
  readonly processorName: string;
  /** ISO 8601; its hour is part of the identity. */
  readonly at: string;
}

/**
 * The hourly test of the path of alerts: it is claimed and published as any alert, and the processor that
 * sent it must receive it. Subscriptions for people leave it out by its rule id; a person who still gets it reads that it
 * is a test.
 */
export function toPathTest({ processorName, at }: PathTest): Alert {
  const hour = `${new Date(at).toISOString().slice(0, 'yyyy-mm-ddThh'.length)}:00:00Z`;
  return toOwnAlert({
    ruleId: PATH_TEST_RULE_ID,
    ruleName: PATH_TEST_RULE_NAME,
    firstSteps: [
      'No action is needed: the log processor sends this test to itself every hour. To stop receiving it, filter the subscription by rule.',
    ],
    title: 'Hourly test: nothing happened',
    severity: 'informational',
    tags: [],
    summary: `this is the hourly test of the alerts of ${processorName}: nothing happened`,
    identity: ['path-test', processorName, hour],
    eventName: 'PathTest',
    eventTime: hour,
    awsRegion: '',
    recipientAccountId: '',
    route: 'log-file',
    source: {},
    facts: { processorName, test: true },
  });
}
