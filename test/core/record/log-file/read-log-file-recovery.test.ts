import { chunksOf, numbered, reading, recordsOf } from '../log-file-reading';

const COUNT = 12;
const RECORDS = Array.from({ length: COUNT }, (_, number) => ({
  ...numbered(number),
  userIdentity: { type: 'IAMUser', userName: 'mallory' },
  resources: [{ ARN: 'arn:aws:s3:::a' }, { ARN: 'arn:aws:s3:::b' }],
}));

/** The texts of the records, of which one lacks a brace. */
type Damage = readonly [what: string, cut: (text: string) => string];
const DAMAGES: readonly Damage[] = [
  ['its last brace', (text) => text.replace(/\}$/, '')],
  ['the brace of an inner object', (text) => text.replace(/\},/, ',')],
  ['a quote', (text) => text.replace('GetObject"', 'GetObject')],
  ['its second half', (text) => text.slice(0, text.length / 2)],
];

type Form = readonly [form: string, indent: number | undefined, join: (texts: readonly string[]) => string];
const time = (at: number) => `2026-08-11T22:15:${10 + (at % 50)}.123`;
const FORMS: readonly Form[] = [
  [
    'a CloudWatch Logs export',
    undefined,
    (texts) => texts.map((text, at) => `${time(at)}Z ${text}\n`).join(''),
  ],
  [
    'the output of aws logs tail',
    undefined,
    (texts) => texts.map((text, at) => `${time(at)}000+00:00 111122223333_CloudTrail ${text}\n`).join(''),
  ],
  ['concatenated JSON', undefined, (texts) => texts.join('')],
  ['pretty-printed JSON, one after another', 2, (texts) => texts.join('\n')],
  ['a pretty-printed array', 2, (texts) => `[\n${texts.join(',\n')}\n]`],
  ['a pretty-printed log file', 4, (texts) => `{\n  "Records": [\n${texts.join(',\n    ')}\n  ]\n}`],
  ['a compact log file', undefined, (texts) => `{"Records":[${texts.join(',')}]}`],
  ['newline-delimited JSON', undefined, (texts) => texts.join('\n')],
];

describe.each(FORMS)('%s', (_, indent, join) => {
  const texts = RECORDS.map((record) => JSON.stringify(record, null, indent));

  it.each(DAMAGES)('loses one record when that lacks %s, wherever it stands', async (_what, damage) => {
    for (let broken = 0; broken < COUNT; broken++) {
      const bytes = Buffer.from(join(texts.map((text, at) => (at === broken ? damage(text) : text))));
      const others = RECORDS.filter((_record, at) => at !== broken);
      for (const size of [bytes.length, 100]) {
        expect(recordsOf(await reading(chunksOf(bytes, size)))).toEqual(others);
      }
    }
  });

  it('takes time in proportion to the text, though every second record is broken', async () => {
    const [text = ''] = texts;
    const many = Array.from({ length: 20_000 }, (_record, at) =>
      at % 2 === 0 ? text.replace(/\}$/, '') : text,
    );
    const read = await reading(chunksOf(Buffer.from(join(many)), 64 * 1024));
    expect(read.totals.records).toBe(10_000);
  });
});
