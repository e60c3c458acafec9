import { RecordPrefilter } from '../../../lib/core/prefilter/record-prefilter';
import { stopLoggingRecord } from '../alert/stop-logging-record';
import { compareSifted } from './compare-sifted';
import { builtModule } from './prefilter-module';

test.each(['StartLogging', 'StopLogging'])(
  'an event of another service is no record, whether or not a rule may hold of its %s',
  async (eventName) => {
    const condition = { kind: 'equals', field: 'eventName', values: ['StopLogging'], cased: false } as const;
    const texts = ['cloudtrail.amazonaws.com', 'aws:s3'].map((eventSource) =>
      JSON.stringify(stopLoggingRecord({ eventName, eventSource })),
    );
    const bytes = Buffer.from(`{"Records":[${texts.join(',')}]}`);
    const satisfied = eventName === 'StopLogging' ? [0] : [];
    const compared = await compareSifted(
      () => [bytes],
      new RecordPrefilter(builtModule(), [condition]),
      () => satisfied,
    );
    expect(compared).toMatchObject({ passed: satisfied.length === 0 ? 1 : 0, others: 1 });
  },
);
