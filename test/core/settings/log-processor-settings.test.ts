import * as fc from 'fast-check';
import {
  LOG_PROCESSOR_ENVIRONMENT,
  type LogProcessorSettings,
} from '../../../lib/core/settings/log-processor-settings';

const text = fc.string({ minLength: 1 });
const count = fc.integer({ min: 1 });
const settings: fc.Arbitrary<LogProcessorSettings> = fc.record({
  tableName: text,
  macKeyArn: text,
  bucketName: text,
  root: text,
  digestFolders: text,
  topicArn: text,
  queueUrl: text,
  maxReceiveCount: count,
  leaseSeconds: count,
  rememberDays: count,
  stormThreshold: count,
  stormWindowMinutes: count,
  stormReportDelaySeconds: count,
  correlationLatenessSeconds: count,
  maxLogFileBytes: count,
  rulesFile: text,
  metricsNamespace: text,
  ownOrganization: text,
  processorName: text,
});

test('what the construct writes is what the handler reads', () => {
  fc.assert(
    fc.property(settings, (given) => {
      expect(LOG_PROCESSOR_ENVIRONMENT.decode(LOG_PROCESSOR_ENVIRONMENT.encode(given))).toEqual(given);
    }),
    { numRuns: 200 },
  );
});

test('every setting has a variable of its own', () => {
  const [given] = fc.sample(settings, { seed: 2, numRuns: 1 });
  expect(Object.keys(LOG_PROCESSOR_ENVIRONMENT.encode(given!))).toHaveLength(Object.keys(given!).length);
});

test('fails with every variable that is missing or not a positive number, in one sentence', () => {
  const [given] = fc.sample(settings, { seed: 2, numRuns: 1 });
  const environment = {
    ...LOG_PROCESSOR_ENVIRONMENT.encode(given!),
    TRAILWATCH_TOPIC_ARN: '',
    TRAILWATCH_LEASE_SECONDS: 'soon',
    TRAILWATCH_STORM_THRESHOLD: '0',
  };
  expect(() => LOG_PROCESSOR_ENVIRONMENT.decode(environment)).toThrow(
    "the function's environment is not what LogProcessor writes: TRAILWATCH_TOPIC_ARN is not set; " +
      "TRAILWATCH_LEASE_SECONDS is 'soon', not a positive number; " +
      "TRAILWATCH_STORM_THRESHOLD is '0', not a positive number",
  );
});
