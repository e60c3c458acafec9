import type { Alert } from '../alert';
import { toOwnAlert } from './operational-alert';

/** The rule id of the alerts that a log processor sends to itself every hour, over the way that all alerts take. */
export const PATH_TEST_RULE_ID = 'trailwatch-path-test';

/** What sends the test, and when. */
export interface PathTest {
  /** Distinguishes the processor from others with the same topic. */
  readonly processorName: string;
  /** ISO 8601; its hour is part of the identity. */
  readonly at: string;
}

/**
 * The test of the way of alerts that belongs to an hour: it is claimed and published as any alert, and the processor that
 * sent it must receive it. Subscriptions for people leave it out by its rule id; a person who still gets it reads that it
 * is a test.
 */
export function toPathTest({ processorName, at }: PathTest): Alert {
  const hour = `${new Date(at).toISOString().slice(0, 'yyyy-mm-ddThh'.length)}:00:00Z`;
  return toOwnAlert({
    ruleId: PATH_TEST_RULE_ID,
    ruleName: 'path-test',
    firstSteps: [
      'Nothing: the log processor sends it to itself every hour. To leave it out, filter the subscription by rule.',
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
