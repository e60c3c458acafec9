import type { JsonObject } from '../../../lib/core/json/json-value';
import { Redactor } from '../../../lib/core/redact/redactor';
import { ruleWords } from '../../../lib/core/redact/rule-words';
import { readCalls } from '../calls/read-calls';

const KEY = Buffer.alloc(32, 1);
const RULES = ruleWords([
  { kind: 'contains', field: 'userAgent', values: ['kali'], cased: false },
  { kind: 'equals', field: 'requestParameters.name', values: ['AdministratorAccess'], cased: false },
  { kind: 'cidr', field: 'sourceIPAddress', ranges: ['0.0.0.0/0', '192.0.2.128/25'] },
]);
const redactor = new Redactor(KEY, RULES, readCalls());
const redact = (text: string) => redactor.redactText(text);

describe('a redacted text', () => {
  it.each([
    ['111122223333', /^[1-9]\d{11}$/],
    ['arn:aws:iam::111122223333:user/ann', /^arn:aws:iam::[1-9]\d{11}:user\/[a-z]{3}$/],
    ['1111-2222-3333', /^(?!1111-2222)[1-9]\d{3}-\d{4}-\d{4}$/],
    ['bert-jan', /^[a-z]{4}-(?!jan)[a-z]{3}$/],
    ['AKIAIOSFODNN7EXAMPLE', /^AKIA[A-Z2-7]{16}$/],
    ['AROA1EXAMPLE89EXAMPLE:ann', /^AROA[A-Z0-9]{17}:[a-z]{3}$/],
    ['i-0123456789abcdef0', /^i-[0-9a-f]{17}$/],
    ['8F1CA1B5-8D6C-4A8B-9E2E-1D6AF4D1C0DE', /^[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}$/],
    ['ip-10-1-2-3.ec2.internal', /^ip-10-\d+-\d+-\d+\.ec2\.internal$/],
    ['ec2-54-210-12-99.compute-1.amazonaws.com', /^ec2-2[45]\d-\d+-\d+-\d+\.compute-1\.amazonaws\.com$/],
    ['node_54_210_12_99', /^[a-z]{4}_2[45]\d_\d+_\d+_\d+$/],
    ['::ffff:54.210.12.99', /^::ffff:2[45]\d\.\d+\.\d+\.\d+$/],
    ['::ffff:36d2:0c63', /^::ffff:2[45]\d\.\d+\.\d+\.\d+$/],
    ['64:ff9b::54.210.12.99', /^2001:db8:[0-9a-f:]+$/],
    ['8.8.4.4', /^2[45]\d\.\d+\.\d+\.\d+$/],
    ['10.20.30.40', /^10\.\d+\.\d+\.\d+$/],
    ['192.0.2.200', /^192\.0\.2\.(12[89]|1[3-9]\d|2\d\d)$/],
    ['52.94.0.0/16', /^2[45]\d\.\d+\.0\.0\/16$/],
    ['ip:2600:1f18::1', /^[a-z]{2}:2001:db8:[0-9a-f:]+$/],
    ['arn:aws:s3:::cafe', /^arn:aws:s3:::[a-z]{4}$/],
    [
      'arn:aws:lambda:eu-west-1:111122223333:function:CreateAcme',
      /^arn:aws:lambda:eu-west-1:\d{12}:function:(?!CreateAcme)/,
    ],
    ['function:CreateAcme:live', /^function:(?!CreateAcme)/],
    ['2600:1f18::1', /^2001:db8:[0-9a-f:]+$/],
    ['12:b3:9a:0b:90:8b', /^([0-9a-f]{2}:){5}[0-9a-f]{2}$/],
    ['Ann.Lee@corp.Acme.com', /^[A-Z][a-z]{2}\.[A-Z][a-z]{2}@[a-z]{4}\.[A-Z][a-z]{3}\.com$/],
    ['Zoë-7', /^[A-Z][a-z][à-þ]-7$/],
    ['%7B%22Owner%22%3A%22ann%22%7D', /^%7B%22Owner%22%3A%22[a-z]{3}%22%7D$/],
    ['{"a":"x\\nann"}', /^\{"a":"x\\n[a-z]{3}"\}$/],
  ])('has the form that it had: %s', (text, form) => {
    expect(redact(text)).toMatch(form);
    expect(redact(text)).not.toBe(text);
    expect(redact(text)).toBe(redact(text));
  });

  it.each([
    [
      's3:GetObject',
      '0.0.0.0/0',
      '::/0',
      '127.0.0.1',
      '169.254.169.254',
      'us-east-1',
      '2026-08-17T14:01:31Z',
    ],
    ['10/Jul/2023:12:00:00', 'Jul 10, 2023 12:00:00 PM', '10 Jul 2023'],
    ['AdministratorAccess', 'arn:aws:s3:::*', 'cloudformation.amazonaws.com', 'AWS Internal', '65535'],
  ])('keeps what says nothing of anyone, and what rules look for: %s', (...texts) => {
    expect(texts.map(redact)).toEqual(texts);
  });

  it('writes an address in each of its forms as one address', () => {
    const address = redact('54.210.12.99');
    expect(redact('ec2-54-210-12-99')).toBe(`ec2-${address.replaceAll('.', '-')}`);
    for (const mapped of ['::ffff:54.210.12.99', '::ffff:36d2:c63'])
      expect(redact(mapped)).toBe(`::ffff:${address}`);
  });

  it('is the same however the word is encoded', () => {
    const encoded = encodeURIComponent(redact('Иванов'));
    expect(redact('王')).not.toBe('王');
    expect(redact('bucket/%D0%98%D0%B2%D0%B0%D0%BD%D0%BE%D0%B2.txt')).toBe(`bucket/${encoded}.txt`);
    expect(redact('%d0%98%d0%b2%d0%b0%d0%bd%d0%be%d0%b2')).toBe(encoded.toLowerCase());
    expect(redact('https://a.io/?%61nn')).toBe(`https://a.io/?${redact('ann')}`);
    expect(redact('/?ip=2600%3A1f18%3A%3A1')).toBe(`/?ip=${encodeURIComponent(redact('2600:1f18::1'))}`);
    expect(JSON.parse(redact('{"a":"\\u0418\\u0432\\u0430\\u043d\\u043e\\u0432\\u0021"}'))).toEqual({
      a: `${redact('Иванов')}!`,
    });
    expect(redact('M%FCller')).toBe(
      redact('Müller').replace(/[à-þ]/g, (byte) => `%${byte.charCodeAt(0).toString(16).toUpperCase()}`),
    );
  });

  it('keeps what a rule finds within a word, and no more of it', () => {
    expect(redact('annkali7')).toMatch(/^[a-z]{3}kali7$/);
    expect(redact('annkali7')).not.toContain('ann');
  });

  it('is the same in every place and letter case', () => {
    const [, name = ''] = redact('arn:aws:iam::111122223333:user/ann').split('/');
    expect(redact('ann')).toBe(name);
    expect(redact('ANN')).toBe(name.toUpperCase());
    expect(redact('ann.lee')).toMatch(new RegExp(`^${name}\\.`));
    expect(redact('1111 2222 3333').replaceAll(' ', '')).toBe(redact('111122223333'));
    expect(redact('%22ann%22')).toBe(`%22${name}%22`);
  });

  it.each(['a', '7', 'é'])(
    'takes no longer for a word of a hundred thousand %s than for many words',
    (character) => {
      const word = character.repeat(100_000);
      const begunMs = performance.now();
      expect(redact(word)).toHaveLength(word.length);
      expect(performance.now() - begunMs).toBeLessThan(5_000);
    },
  );

  it('is another under another key', () => {
    const other = new Redactor(Buffer.alloc(32, 2), RULES, readCalls());
    const texts = ['111122223333', 'ann', 'AKIAIOSFODNN7EXAMPLE', '8.8.4.4'];
    for (const text of texts) expect(other.redactText(text)).not.toBe(redact(text));
  });

  it('is another for every other word, also for short ones', () => {
    const letters = [...'abcdefghijklmnopqrstuvwxyz'];
    const words = letters.flatMap((one) =>
      letters.flatMap((two) => letters.map((three) => one + two + three)),
    );
    expect(new Set(words.map(redact)).size).toBe(26 ** 3);
    const accounts = Array.from({ length: 2_000 }, (_, at) => String(100_000_000_000 + at));
    expect(new Set(accounts.map(redact)).size).toBe(accounts.length);
  });
});

test('names of tags and attributes are replaced wherever they are', () => {
  const tags = { CostCenter: 'a' };
  const record = {
    requestParameters: {
      ...{ principalTags: tags, dockerLabels: tags, messageAttributes: tags },
      ...{ encryptionContext: tags, clientMetadata: tags, logins: tags, stageVariableOverrides: tags },
    },
    eventContext: { tagContext: { principalTags: tags, resourceTags: [{ arn: 'x', tags }] } },
    userIdentity: {
      sessionContext: { webIdFederationData: { attributes: tags }, attributes: { mfaAuthenticated: 'true' } },
    },
  };
  const text = JSON.stringify(redactor.redact(record as never));
  expect(text).not.toContain('CostCenter');
  expect(text).toContain('"attributes":{"mfaAuthenticated":"true"}');
});

test('a member of the record itself that CloudTrail does not name is replaced, and a key of a tag among conditions', () => {
  const requestContext = { 'aws:SourceVpc': 'vpc-0123456789abcdef0', 'aws:PrincipalTag/zorblax-team': 'x' };
  const text = JSON.stringify(
    redactor.redact({ eventContext: { requestContext }, 'zorblax-field': 'x', eventName: 'PutObject' }),
  );
  expect(text).not.toContain('zorblax');
  expect(text).toContain('"aws:SourceVpc":');
});

test('names of members stay, except those that a customer gave; numbers stay, except accounts', () => {
  const record = {
    eventName: 'TagResource',
    awsRegion: 'eu-west-1',
    requestParameters: {
      tags: { ann: 'lee' },
      requestItems: { payroll: 1 },
      ...{ 'x-amz-acl': 'private', 'x-amz-meta-ann': 'lee', 'ann-lee': true },
      ...{ size: 1_234_567, accounts: [111_122_223_333], secretly: true },
    },
  };
  const redacted = redactor.redact(record) as typeof record & JsonObject;
  expect(redacted).toEqual({
    eventName: 'TagResource',
    awsRegion: 'eu-west-1',
    requestParameters: {
      tags: { [redact('ann')]: redact('lee') },
      requestItems: { [redact('payroll')]: 1 },
      'x-amz-acl': 'private',
      [redact('x-amz-meta-ann')]: redact('lee'),
      [redact('ann-lee')]: true,
      size: 1_234_567,
      accounts: [Number(redact('111122223333'))],
      secretly: true,
    },
  });
});
