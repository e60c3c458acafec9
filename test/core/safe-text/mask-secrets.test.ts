import { maskSecrets, maskSecretsInText } from '../../../lib/core/safe-text/mask-secrets';

describe('maskSecrets', () => {
  it.each<[string, unknown, unknown]>([
    ['a password', { masterUserPassword: 'x' }, { masterUserPassword: '(masked)' }],
    [
      'names in other spellings',
      { 'x-api-key': 'x', Secret_Key: 'y' },
      { 'x-api-key': '(masked)', Secret_Key: '(masked)' },
    ],
    [
      'a list',
      { passwords: ['x'], password: ['x', 'y'] },
      { passwords: ['x'], password: ['(masked)', '(masked)'] },
    ],
    ['JSON in a text', { body: '{"a":{"password":"x"}}' }, { body: '{"a":{"password":"(masked)"}}' }],
    [
      'a value beside its name',
      { environment: [{ name: 'DB_PASSWORD', value: 'x' }], parameterKey: 'apiKey', parameterValue: 'y' },
      {
        environment: [{ name: 'DB_PASSWORD', value: '(masked)' }],
        ...{ parameterKey: 'apiKey', parameterValue: '(masked)' },
      },
    ],
    ['a text like JSON', { body: '{password=hunter2}' }, { body: '{password=(masked)' }],
  ])('replaces %s', (_, value, expected) => {
    expect(maskSecrets(value as never)).toEqual(expected);
  });

  it.each<[string, unknown]>([
    ['what is no text', { passwordResetRequired: false, password: 3 }],
    ['the id of an access key', { accessKeyId: 'AKIAIOSFODNN7EXAMPLE' }],
    ['the name of a secret', { secretId: 'prod/db-password', nextToken: 'abc' }],
    ['what CloudTrail removed', { password: 'HIDDEN_DUE_TO_SECURITY_REASONS', secretString: '***' }],
    ['JSON as it is spelled', { policy: '{ "Version": "2012-10-17",\n "Statement": [] }' }],
    ['an ARN', { arn: 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:prod/password-AbCdEf' }],
  ])('keeps %s', (_, value) => {
    expect(maskSecrets(value as never)).toEqual(value);
  });

  it.each([
    ['curl -H "x" https://u:pw@host/p', 'curl -H "x" https://u:(masked)@host/p'],
    ['export AWS_SECRET_ACCESS_KEY=abc/def+x; run', 'export AWS_SECRET_ACCESS_KEY=(masked); run'],
    [
      'https://b.s3.amazonaws.com/k?X-Amz-Signature=0f&x=1',
      'https://b.s3.amazonaws.com/k?X-Amz-Signature=(masked)&x=1',
    ],
    ['https://b/k?x=1&amp;X-Amz-Signature=0f', 'https://b/k?x=1&amp;X-Amz-Signature=(masked)'],
    [
      'to=https%3A%2F%2Fb%2Fk%3FX-Amz-Signature%3D0f%26x',
      'to=https%3A%2F%2Fb%2Fk%3FX-Amz-Signature%3D(masked)%26x',
    ],
    [`t=IQoJb3JpZ2luX2VjEJr${'%2F'.repeat(10)}wEaCXVzLWVhc3QtMSJHMEUCIQD&x`, 't=(masked)&x'],
    [`run '{\\"password\\":\\"a b\\",\\"x\\":1}'`, `run '{\\"password\\":\\"(masked)\\",\\"x\\":1}'`],
    ['"password": "a, b" c', '"password": "(masked)" c'],
    [`token eyJhbGciOiJ9.eyJzdWIiOiIx.c2ln end`, 'token (masked) end'],
    ['-----BEGIN RSA PRIVATE KEY-----\nabc\n-----END RSA PRIVATE KEY----- x', '(masked) x'],
    [`ghp_${'a'.repeat(36)}`, '(masked)'],
  ])('replaces what is a secret by its form in %j', (text, expected) => {
    expect(maskSecretsInText(text)).toBe(expected);
  });

  it('ends soon for long and deep values', () => {
    const deep = `${'['.repeat(2000)}"x"${']'.repeat(2000)}`;
    expect(JSON.stringify(maskSecrets(JSON.parse(deep)))).toContain('(masked)');
    for (const text of [
      '-'.repeat(200_000),
      'password'.repeat(50_000),
      '-----BEGIN PRIVATE KEY-----'.repeat(9000),
    ])
      expect(maskSecretsInText(text).length).toBeGreaterThan(0);
  });
});

describe('a secret that is written in other characters', () => {
  const base64 = (text: string) => Buffer.from(text).toString('base64');
  const percent = (text: string) =>
    [...Buffer.from(text)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');
  const secrets = [
    'export DB_PASSWORD=hunter2-hunter2',
    '#!/bin/sh\ncurl -u admin https://user:hunter2@example.com/a',
    `ghp_${'a1B2'.repeat(10)}`,
    `IQoJb3JpZ2luX2VjE${'A1b2'.repeat(20)}`,
  ];

  it.each(secrets)('is masked in base64, in base64 for URLs and in percent-encoding: %s', (secret) => {
    for (const text of [
      base64(secret),
      Buffer.from(secret).toString('base64url'),
      percent(secret),
      encodeURIComponent(secret),
    ])
      expect(maskSecretsInText(`before ${text} after`)).toMatch(/^before \(?.*\(masked\).* after$/);
    expect(maskSecretsInText(`x ${base64(secret)} y ${percent(secret)}`)).toBe('x (masked) y (masked)');
  });

  it.each([
    base64('no secret is in this text, it is long enough'),
    'arn:aws:s3:::bucket/a%20folder/AWSLogs/111122223333/CloudTrail/eu-west-1/2026/11/20/file.json.gz',
    'a'.repeat(200_000),
    '%41'.repeat(50_000),
  ])('stays if there is none, in linear time: %.40s', (text) => {
    expect(maskSecretsInText(text)).toBe(text);
  });
});
