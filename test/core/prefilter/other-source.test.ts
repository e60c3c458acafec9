import { RecordPrefilter } from '../../../lib/core/prefilter/record-prefilter';
import { stopLoggingRecord } from '../alert/stop-logging-record';
import { compareSifted } from './compare-sifted';
import { builtModule } from './prefilter-module';

/** What is no record, though it has the fields of one. */
const OTHERS = {
  'an event of another service': { eventSource: 'aws:s3' },
  'an alert of trailwatch': { ruleId: 'id', ruleName: 'name', record: stopLoggingRecord() },
};

test.each(
  Object.keys(OTHERS).flatMap((other) =>
    ['StartLogging', 'StopLogging'].map((name) => [other, name] as const),
  ),
)('%s is no record, whether or not a rule may hold of its %s', async (other, eventName) => {
  const condition = { kind: 'equals', field: 'eventName', values: ['StopLogging'], cased: false } as const;
  const members = OTHERS[other as keyof typeof OTHERS];
  const texts = [{}, members].map((more) => JSON.stringify(stopLoggingRecord({ eventName, ...more })));
  const bytes = Buffer.from(`{"Records":[${texts.join(',')}]}`);
  const satisfied = eventName === 'StopLogging' ? [0] : [];
  const compared = await compareSifted(
    () => [bytes],
    new RecordPrefilter(builtModule(), [condition]),
    () => satisfied,
  );
  expect(compared).toMatchObject({ passed: satisfied.length === 0 ? 1 : 0, others: 1 });
});
