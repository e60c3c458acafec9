import fc from 'fast-check';
import { alertText } from '../../../bin/outputs/alert/alert-text';
import type { Alert } from '../../../lib/core/alert/alert';
import { linkLines } from '../../../lib/core/alert/console-links';
import { peopleOf } from '../../../lib/core/alert/people';
import { toInertText } from '../../../lib/core/safe-text/inert-text';
import { isPlainArgument, toChatText, toMailText } from '../../../lib/core/safe-text/message-text';
import { sampleAlert } from '../alert/sample-alert';
import { linksIn, markdownLinksIn } from './links';

const SCHEMES = [
  'http',
  'https',
  'ftp',
  'x',
  'slack',
  'vscode',
  'mailto',
  'tel',
  'javascript',
  's3',
  'HTTPS',
  'hxxp',
  'ms-msdt',
];
const HOSTS = [
  ...[
    'evil.example',
    'evil.com',
    'login.evil.co.uk',
    'www.evil.com',
    'localhost',
    '198.51.100.7',
    'xn--80ak6aa92e.com',
  ],
  ...[
    'evil。com',
    'evil．com',
    'ｅｖｉｌ.ｃｏｍ',
    'пример.рф',
    'evil.भारत',
    '😀.com',
    'a_b.com',
    'evil.zip',
    'signin.aws.amazon.com',
  ],
  ...['sts.amazonaws.com', 'bucket.s3.amazonaws.com', 'evil.company', 'x.y.z.info', '-evil-.com', 'évil.cóm'],
];
const JOINTS = [
  '',
  ' ',
  '"',
  "'",
  '[',
  ']',
  '(',
  ')',
  '<',
  '>',
  '|',
  '`',
  ',',
  '.',
  ':',
  '/',
  '//',
  '@',
  '_',
  '*',
  '…',
  '[.]',
  '[://]',
  '-',
  '\\',
  '\u200b',
  '😀',
];

/** Addresses as their grammar builds them, with parts left out, twice, or of another kind. */
const address = fc
  .tuple(
    fc.constantFrom('', ...SCHEMES),
    fc.constantFrom('', ':', '://', '//', ':/', ':\\\\', '：／／', '&#58;//', ':///'),
    fc.constantFrom('', 'user@', 'user:word@', 'a"', '@'),
    fc.constantFrom(...HOSTS),
    fc.constantFrom(
      '',
      ':80',
      '/login',
      '/login?next=https://evil.com',
      '?a=b',
      '#evil.com',
      '/a.b/c.com',
      '.',
      '。',
    ),
  )
  .map((parts) => parts.join(''));

/** Texts with addresses side by side, inside of each other, and among anything else. */
const hostile = fc
  .array(
    fc.oneof(
      { weight: 4, arbitrary: address },
      { weight: 3, arbitrary: fc.constantFrom(...JOINTS) },
      { weight: 1, arbitrary: fc.string({ unit: 'grapheme', maxLength: 6 }) },
      {
        weight: 1,
        arbitrary: fc.constantFrom(
          'role',
          'm7g.large',
          'arn:aws:iam::111122223333:role/x',
          'aws-cli/2.15.30',
        ),
      },
    ),
    { minLength: 1, maxLength: 6 },
  )
  .map((parts) => parts.join(''));

const NUMBER = { numRuns: 20_000 };

test('no application finds anything to follow in what a record says', () => {
  fc.assert(
    fc.property(hostile, (text) => {
      expect(linksIn(toInertText(text))).toEqual([]);
    }),
    NUMBER,
  );
});

test.each([
  ['a mail or a ticket', toMailText],
  ['a chat', toChatText],
])('nor in %s, however short it is cut, and no text is longer than it may be', (_place, write) => {
  fc.assert(
    fc.property(hostile, fc.integer({ min: 4, max: 60 }), (text, maxUnits) => {
      const written = write(text, maxUnits);
      expect(written.length).toBeLessThanOrEqual(maxUnits);
      expect(linksIn(written)).toEqual([]);
    }),
    NUMBER,
  );
});

/** An alert in which everything that a caller chooses is of these texts. */
function alertOf([text, other]: readonly [string, string]): Alert {
  return {
    ...sampleAlert({ userAgent: text, errorCode: other, sourceIPAddress: text }),
    ...{ title: text, summary: `${text} called ${other}`, eventName: other },
    actor: { name: text, arn: other, type: text },
    ...{ resources: [text, other], details: { [other]: [text], ranges: [other] } },
  };
}

/** What a terminal shows of an alert, where no column is so narrow that a name wraps: the beginning of one may be an address. */
function terminalOf(alert: Alert, details: boolean): string {
  const io = {
    stdout: { write: () => true, columns: 20_000 },
    ...{ currentTime: () => new Date(0), environment: {} },
  };
  const output = alertText('table', io as never, { details });
  return [output.next({ alert, json: '' }), ...output.end()].flat().join('');
}

test.each([
  ['rows of a table, and their summary', false],
  ['details', true],
])('nor on a terminal, in %s, but for what trailwatch links', (_what, details) => {
  fc.assert(
    fc.property(hostile, hostile, (text, other) => {
      const alert = alertOf([text, other]);
      const shown = linkLines(alert).reduce(
        (left, [, link]) => left.replaceAll(link, ''),
        terminalOf(alert, details),
      );
      expect(linksIn(shown, peopleOf(alert))).toEqual([]);
    }),
    { numRuns: 2_000 },
  );
});

test('a chat has no link and no image of Markdown either', () => {
  fc.assert(
    fc.property(hostile, (text) => {
      expect(markdownLinksIn(toChatText(text, 400))).toEqual([]);
    }),
    NUMBER,
  );
});

test('what is inert stays as it is', () => {
  fc.assert(
    fc.property(hostile, (text) => {
      const inert = toInertText(text);
      expect(toInertText(inert)).toBe(inert);
    }),
    NUMBER,
  );
});

test('an argument of a command is exact, and nothing to follow', () => {
  fc.assert(
    fc.property(hostile, (text) => {
      if (isPlainArgument(text)) expect(linksIn(text)).toEqual([]);
    }),
    NUMBER,
  );
});

test('the name of a person stays where it is the actor, and nothing longer does', () => {
  const person = 'jane.doe@example.com';
  fc.assert(
    fc.property(hostile, fc.constantFrom(...JOINTS), (text, joint) => {
      expect(linksIn(toInertText(`${text}${joint}${person}${joint}${text}`, [person]), [person])).toEqual([]);
    }),
    NUMBER,
  );
});
