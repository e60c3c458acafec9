import { gzipSync } from 'node:zlib';
import { chunksOf, gzippedLogFile, numbered, reading, recordsOf } from '../log-file-reading';

const RECORDS = [numbered(0), numbered(1), numbered(2)];
const TEXTS = RECORDS.map((record) => JSON.stringify(record));
const LOG_FILE = JSON.stringify({ Records: RECORDS });
const GZIPPED = gzippedLogFile(RECORDS);
const LENGTH = TEXTS[0]!.length;

const list = (...elements: readonly string[]) => `{"Records":[${elements.join(',')}]}`;
const flipped = (bytes: Buffer, at: number) => {
  const copy = Buffer.from(bytes);
  copy[at < 0 ? copy.length + at : at]! ^= 0xff;
  return copy;
};

type Case = readonly [
  what: string,
  content: string | Buffer,
  codes: readonly string[],
  messages: readonly string[],
  numbers: readonly number[],
];

const OF_THE_FILE: readonly Case[] = [
  ['nothing', '', ['empty-file'], ['file: the file is empty'], []],
  ['space alone', ' \r\n', ['empty-file'], ['file: the file is empty'], []],
  ['an empty gzip member', gzipSync(''), ['empty-file'], ['file: the file is empty'], []],
  [
    'text of another kind',
    'time,name\n1,2\n',
    ['not-a-cloudtrail-file'],
    ['file: nothing in the file is a CloudTrail record'],
    [],
  ],
  [
    'JSON of another kind',
    '{"name":"package","resources":[1]}',
    ['not-a-cloudtrail-file'],
    ['file: nothing in the file is a CloudTrail record'],
    [],
  ],
  [
    'a long list of another kind',
    JSON.stringify(Array.from({ length: 1000 }, () => ({ name: 'x' }))),
    ['not-a-cloudtrail-file'],
    ['file: nothing in the file is a CloudTrail record'],
    [],
  ],
  [
    'text that ends inside a record',
    LOG_FILE.slice(0, -20),
    ['unexpected-end'],
    [`file: record 2, byte ${12 + 2 * (LENGTH + 1)}: the text ends here, inside a value or a list`],
    [0, 1],
  ],
  [
    'text that ends inside the list',
    LOG_FILE.slice(0, -2),
    ['unexpected-end'],
    [`file: record 3, byte ${LOG_FILE.length - 2}: the text ends here, inside a value or a list`],
    [0, 1, 2],
  ],
  [
    'text that ends inside the object',
    LOG_FILE.slice(0, -1),
    ['unexpected-end'],
    [`file: record 3, byte ${LOG_FILE.length - 1}: the text ends here, inside a value or a list`],
    [0, 1, 2],
  ],
  [
    'gzip data without its trailer',
    GZIPPED.subarray(0, -8),
    ['truncated-gzip'],
    [`file: byte ${GZIPPED.length - 8}: the gzip data ends too early`],
    [0, 1, 2],
  ],
  [
    'gzip data without its last byte',
    GZIPPED.subarray(0, -1),
    ['truncated-gzip'],
    [`file: byte ${GZIPPED.length - 1}: the gzip data ends too early`],
    [0, 1, 2],
  ],
  [
    'a gzip header alone',
    GZIPPED.subarray(0, 10),
    ['truncated-gzip'],
    ['file: byte 10: the gzip data ends too early'],
    [],
  ],
  [
    'half a gzip header',
    GZIPPED.subarray(0, 5),
    ['truncated-gzip'],
    ['file: byte 5: the gzip data ends too early'],
    [],
  ],
  [
    'gzip data of an unknown method',
    flipped(GZIPPED, 2),
    ['corrupt-gzip'],
    ['file: byte 0: the gzip data is damaged: its compression method is 247, not 8'],
    [],
  ],
  [
    'a gzip header with reserved flags',
    flipped(GZIPPED, 3),
    ['corrupt-gzip'],
    ['file: byte 0: the gzip data is damaged: its header sets reserved flags'],
    [],
  ],
  [
    'a wrong checksum',
    flipped(GZIPPED, -8),
    ['corrupt-gzip'],
    [
      `file: byte ${GZIPPED.length - 8}: the gzip data is damaged: the checksum does not match the unpacked text`,
    ],
    [0, 1, 2],
  ],
  [
    'a wrong length',
    flipped(GZIPPED, -4),
    ['corrupt-gzip'],
    [
      `file: byte ${GZIPPED.length - 8}: the gzip data is damaged: the length does not match the unpacked text`,
    ],
    [0, 1, 2],
  ],
  [
    'bytes behind the gzip data',
    Buffer.concat([GZIPPED, Buffer.from('tail')]),
    ['trailing-data'],
    [`file: byte ${GZIPPED.length}: more bytes follow the gzip data that ends here`],
    [0, 1, 2],
  ],
  [
    'another gzip member',
    Buffer.concat([GZIPPED, gzippedLogFile([numbered(3)]), gzippedLogFile([numbered(4)])]),
    ['trailing-data'],
    [`file: byte ${GZIPPED.length}: more bytes follow the gzip data that ends here`],
    [0, 1, 2, 3, 4],
  ],
  [
    'another gzip member that is cut off',
    Buffer.concat([GZIPPED, gzippedLogFile([numbered(3)]).subarray(0, -1)]),
    ['trailing-data', 'truncated-gzip'],
    [
      `file: byte ${GZIPPED.length}: more bytes follow the gzip data that ends here`,
      `file: byte ${GZIPPED.length + gzippedLogFile([numbered(3)]).length - 1}: the gzip data ends too early`,
    ],
    [0, 1, 2, 3],
  ],
];

const OF_A_RECORD: readonly Case[] = [
  [
    'a record that is no JSON',
    list(TEXTS[0]!, '{"eventName":tru}', TEXTS[2]!),
    ['bad-json'],
    [`file: record 1, byte ${12 + LENGTH + 1}: what begins here is not valid JSON`],
    [0, 2],
  ],
  [
    'a first record with a quote missing',
    list(TEXTS[0]!.replace('Object"', 'Object'), TEXTS[1]!, TEXTS[2]!),
    ['bad-json'],
    ['file: record 0, byte 12: what begins here is not valid JSON'],
    [1, 2],
  ],
  [
    'a record with a bracket missing',
    list(TEXTS[0]!, TEXTS[1]!.replace('"number":1', '"number":[1'), TEXTS[2]!),
    ['bad-json'],
    [`file: record 1, byte ${12 + LENGTH + 1}: what begins here is not valid JSON`],
    [0, 2],
  ],
  [
    'a line that is cut off',
    [TEXTS[0]!, TEXTS[1]!.slice(0, -30), TEXTS[2]!].join('\n'),
    ['bad-json'],
    [`file: record 1, byte ${LENGTH + 1}: what begins here is not valid JSON`],
    [0, 2],
  ],
  [
    'a line with a break before what looks like another, where lines end in CR LF',
    [TEXTS[0], TEXTS[1]!.replace('GetObject', 'Get\n{}'), TEXTS[2]].join('\r\n'),
    ['bad-json'],
    [`file: record 1, byte ${LENGTH + 2}: what begins here is not valid JSON`],
    [0, 2],
  ],
  [
    'a line that is no JSON',
    [TEXTS[0]!, 'garbage', TEXTS[2]!].join('\n'),
    ['bad-json'],
    [`file: record 1, byte ${LENGTH + 1}: this line is not valid JSON`],
    [0, 2],
  ],
  [
    'a first line that is no JSON',
    ['garbage', ...TEXTS].join('\n'),
    ['bad-json'],
    ['file: record 0, byte 0: this line is not valid JSON'],
    [0, 1, 2],
  ],
  ...(['null', '1', 'true', '"text"', '[]'] as const).map(
    (element): Case => [
      `${element} for a record`,
      list(TEXTS[0]!, element, TEXTS[2]!),
      ['not-an-object'],
      [
        `file: record 1, byte ${12 + LENGTH + 1}: a record is a JSON object, and this is ${
          { null: 'null', 1: 'a number', true: 'a boolean', '"text"': 'a string', '[]': 'a list' }[element]
        }`,
      ],
      [0, 2],
    ],
  ),
  [
    'a record without a name and a time',
    list(TEXTS[0]!, '{"eventSource":"s3.amazonaws.com"}'),
    ['missing-field'],
    [`file: record 1, byte ${12 + LENGTH + 1}: this record lacks eventName, eventTime`],
    [0],
  ],
  [
    'an empty object for a record',
    list('{}'),
    ['missing-field'],
    ['file: record 0, byte 12: this record lacks eventName, eventSource, eventTime'],
    [],
  ],
  [
    'a log event whose text is no JSON',
    JSON.stringify({ events: [{ message: 'START RequestId' }, { message: TEXTS[1] }] }),
    ['bad-json'],
    ['file: record 0, byte 11: the text that should hold the record is not valid JSON'],
    [1],
  ],
  [
    'a log event whose text is nested without end',
    JSON.stringify({
      events: [{ message: `${'['.repeat(100_000)}${']'.repeat(100_000)}` }, { message: TEXTS[1] }],
    }),
    ['too-deep'],
    ['file: record 0, byte 11: the text that should hold the record is nested too deep'],
    [1],
  ],
  [
    'an EventBridge envelope around nothing of use',
    list(TEXTS[0]!, '{"detail-type":"Scheduled Event","detail":{}}'),
    ['missing-field'],
    [`file: record 1, byte ${12 + LENGTH + 1}: this record lacks eventName, eventSource, eventTime`],
    [0],
  ],
  [
    'envelopes in envelopes without end',
    list(TEXTS[0]!, `${'{"detail-type":"x","detail":'.repeat(50)}{}${'}'.repeat(50)}`),
    ['not-an-object'],
    [
      `file: record 1, byte ${12 + LENGTH + 1}: a record is a JSON object, and this is an object in too many wrappings`,
    ],
    [0],
  ],
  [
    'objects nested without end',
    list(TEXTS[0]!, `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`, TEXTS[2]!),
    ['too-deep'],
    [`file: record 1, byte ${12 + LENGTH + 1}: objects and lists are nested more than 200 deep`],
    [0, 2],
  ],
  [
    'lists nested without end in a record that opens like the others',
    list(TEXTS[0]!, TEXTS[1]!.replace('1}', `${'['.repeat(300)}${']'.repeat(300)}}`), TEXTS[2]!),
    ['too-deep'],
    [`file: record 1, byte ${12 + LENGTH + 1}: objects and lists are nested more than 200 deep`],
    [0, 2],
  ],
];

describe.each([
  ['of the file', OF_THE_FILE],
  ['of a record', OF_A_RECORD],
] as const)('readLogFile tells a problem %s', (_where, cases) => {
  describe.each(cases)('fails on %s', (_what, content, codes, messages, numbers) => {
    const bytes = Buffer.from(content);

    test.each([
      ['in one chunk', bytes.length],
      ['in chunks of 7 bytes', 7],
    ])('%s', async (_chunks, chunkBytes) => {
      const read = await reading(chunksOf(bytes, Math.max(1, chunkBytes)));
      const problems = read.entries.flatMap((entry) => ('problem' in entry ? [entry.problem] : []));
      expect(problems.map((problem) => problem.message)).toEqual(messages);
      expect(problems.map((problem) => problem.code)).toEqual(codes);
      expect(recordsOf(read)).toEqual(numbers.map(numbered));
      expect(read.totals.records).toBe(numbers.length);
      expect(read.totals.rejected + read.totals.problems).toBe(codes.length);
    });
  });
});

describe('readLogFile ignores', () => {
  const digest = {
    awsAccountId: '111122223333',
    digestS3Bucket: 'archive',
    digestS3Object: 'AWSLogs/x.json.gz',
    logFiles: [{ s3Bucket: 'archive', s3Object: 'x' }],
  };
  test.each([
    ['a digest file', JSON.stringify(digest), 'digest-file'],
    ["CloudTrail's validation message", 'CloudTrail validation message.', 'validation-message'],
    ["S3's test message", '{"Service":"Amazon S3","Event":"s3:TestEvent"}', 'test-message'],
    [
      "CloudWatch Logs' control message",
      '{"messageType":"CONTROL_MESSAGE","logEvents":[{"id":"","message":"CWL CONTROL MESSAGE: Checking health."}]}',
      'control-message',
    ],
  ])('%s', async (_what, text, reason) => {
    const read = await reading(text);
    expect(read.entries).toEqual([{ kind: 'ignored', reason }]);
    expect(read.totals).toMatchObject({ records: 0, rejected: 0, problems: 0 });
  });

  test.each(['{"Records":[]}', '[]', '{"nextToken":"x","Events":[ ]}'])(
    'nothing in %s, which is empty',
    async (text) => {
      expect((await reading(text)).entries).toEqual([]);
    },
  );
});

describe('readLogFile', () => {
  test('passes on an error of its source as it is, after what came before', async () => {
    const failure = new Error('the network is gone');
    async function* chunks() {
      yield Buffer.from(LOG_FILE.slice(0, 12 + LENGTH + 20));
      throw failure;
    }
    await expect(reading(chunks())).rejects.toBe(failure);
  });

  test('closes its source when it is abandoned', async () => {
    let isClosed = false;
    async function* chunks() {
      try {
        for (const chunk of chunksOf(Buffer.from(`${TEXTS.join('\n')}\n`.repeat(100)), 512)) yield chunk;
      } finally {
        isClosed = true;
      }
    }
    const { readLogFile } = await import('../../../../lib/core/record/log-file/read-log-file');
    for await (const batch of readLogFile(chunks(), { name: 'file' })) {
      expect(batch.length).toBeGreaterThan(0);
      break;
    }
    expect(isClosed).toBe(true);
  });

  test.each([7, 1000])(
    'reads a list that stands without a key behind the records, in chunks of %d',
    async (size) => {
      const bytes = Buffer.from(`{"Records":[${TEXTS[0]}][${TEXTS[1]}]}\n${TEXTS[2]}`);
      expect(recordsOf(await reading(chunksOf(bytes, size)))).toEqual(RECORDS);
    },
  );

  test('takes the last of members with the same name, and keeps __proto__ as a member', async () => {
    const text = `{"Records":[{"eventName":"a",${TEXTS[0]!.slice(1, -1)},"__proto__":{"x":1}}]}`;
    const [record] = recordsOf(await reading(text)) as [object];
    expect(record).toHaveProperty('eventName', 'GetObject');
    expect(Object.keys(record)).toContain('__proto__');
  });

  test('reads bytes that are no UTF-8 as the replacement character', async () => {
    const bytes = Buffer.from(list(TEXTS[0]!.replace('GetObject', 'Get~Object')));
    bytes[bytes.indexOf('~')] = 0xff;
    expect(recordsOf(await reading([bytes]))).toEqual([{ ...RECORDS[0], eventName: 'Get\ufffdObject' }]);
  });
});

describe('one damaged byte of the head of a log file', () => {
  const places = Array.from({ length: '{"Records":['.length }, (_, at) => at);

  it.each(places)('byte %i costs no record, however the file is cut', async (at) => {
    for (const byte of [0x00, 0x22, 0x58, 0x7b, 0xff]) {
      const bytes = Buffer.from(LOG_FILE);
      bytes[at] = byte;
      for (const size of [1, 7, bytes.length]) {
        expect(recordsOf(await reading(chunksOf(bytes, size)))).toEqual(RECORDS);
      }
    }
  });

  it('two damaged bytes are a list of another name, and a list of something else is no log file', async () => {
    const whole = recordsOf(await reading(LOG_FILE));
    expect(recordsOf(await reading(LOG_FILE.replace('Records', 'ReXXrds')))).toEqual(whole);
    expect(recordsOf(await reading('{"Recordz":[{"name":"x"}]}'))).toEqual([]);
  });
});
