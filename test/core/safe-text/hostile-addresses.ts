import fc from 'fast-check';

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
/** What stands between addresses. */
export const JOINTS = [
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
export const hostile = fc
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
