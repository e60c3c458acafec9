import { messagesOf, numbered, reading, recordsOf } from '../log-file-reading';

describe('a record without its time', () => {
  const { eventTime: _, ...timeless } = numbered(0);

  it.each([
    ['is read without one', timeless, timeless],
    [
      'takes it from @timestamp, as exports of Elastic and Logstash have it',
      { ...timeless, '@timestamp': '2026-08-11T22:15:00.123Z', '@version': '1' },
      {
        ...timeless,
        '@timestamp': '2026-08-11T22:15:00.123Z',
        '@version': '1',
        eventTime: '2026-08-11T22:15:00Z',
      },
    ],
    [
      'leaves out what is no time',
      { ...timeless, '@timestamp': 'x', eventTime: '' },
      { ...timeless, '@timestamp': 'x' },
    ],
    [
      'keeps a number, which nothing says the unit of',
      { ...timeless, '@timestamp': 'x', eventTime: 17 },
      { ...timeless, '@timestamp': 'x', eventTime: 17 },
    ],
  ])('%s', async (_what, written, read) => {
    const found = await reading(`${JSON.stringify(written)}\n${JSON.stringify(numbered(1))}`);
    expect(recordsOf(found)).toEqual([read, numbered(1)]);
    expect(found.totals).toMatchObject({ records: 2, rejected: 0, problems: 0, withoutTime: 1 });
  });

  it('fails on an entry of a catalogue, which has a name and a source and no more', async () => {
    const entry = { eventName: 'GetObject', eventSource: 's3.amazonaws.com', tactic: 'x' };
    const found = await reading(`${JSON.stringify(numbered(1))}\n${JSON.stringify(entry)}`);
    expect(found.totals).toMatchObject({ records: 1, rejected: 1 });
  });
});

describe('what stands before the first record', () => {
  it.each([99, 100, 101, 5_000])('does not hide it: %d other values', async (count) => {
    const others = Array.from({ length: count }, (_value, at) => JSON.stringify({ name: at }));
    const found = await reading([...others, JSON.stringify(numbered(1))].join('\n'));
    expect(recordsOf(found)).toEqual([numbered(1)]);
    expect(found.totals).toMatchObject({ records: 1, rejected: count, problems: 0 });
    const indexes = found.entries.map((entry) => ('index' in entry ? entry.index : -1));
    expect(indexes).toEqual(Array.from({ length: count + 1 }, (_value, at) => at));
  });

  it('fails with what was read when a million values are none', async () => {
    const found = await reading('1\n'.repeat(1_000_001));
    expect(messagesOf(found)).toEqual([
      'file: none of its first 1000000 values is a CloudTrail record, and the rest was not read',
    ]);
  });
});

describe('bytes that are not understood', () => {
  it('are counted', async () => {
    const [first, broken, last] = [0, 1, 2].map((number) => JSON.stringify(numbered(number)));
    const cut = broken?.slice(0, -1) ?? '';
    const found = await reading(`${first}\n${cut}\n${last}`);
    expect(found.totals).toMatchObject({ records: 2, rejected: 1, lostBytes: cut.length });
    const ended = await reading(`{"Records":[${first},${cut}`);
    expect(ended.totals).toMatchObject({ records: 1, problems: 1, lostBytes: cut.length });
  });
});
