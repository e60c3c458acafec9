import { parseResultSign, signedHashes } from '../../../../lib/core/digest/signature/parse-result-sign';

const HASHES = ['0a'.repeat(32), '1b'.repeat(32)];
const FILES = HASHES.map((fileHashValue, index) => ({
  fileName: `result_${index + 1}.csv.gz`,
  fileHashValue,
}));
const SIGN = {
  hashAlgorithm: 'SHA-256',
  signatureAlgorithm: 'SHA256withRSA',
  region: 'eu-west-1',
  queryCompleteTime: '2026-10-01T12:00:00Z',
  publicKeyFingerprint: 'AB'.repeat(16),
  hashSignature: '0f'.repeat(256),
  files: FILES,
};

const parsed = (change: object) => parseResultSign(JSON.stringify({ ...SIGN, ...change }));
const filesNamed = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ ...FILES[0], fileName: `${index}.csv.gz` }));

test('a sign file names the files of results in the order in which their hashes are signed', () => {
  const read = parsed({ added: true });
  expect(read).toEqual({
    kind: 'sign',
    sign: {
      region: 'eu-west-1',
      ...{ fingerprint: 'ab'.repeat(16), signature: '0f'.repeat(256) },
      files: HASHES.map((hash, index) => ({ name: `result_${index + 1}.csv.gz`, hash })),
    },
  });
  expect(read.kind === 'sign' && signedHashes(read.sign)).toBe(HASHES.join(' '));
});

test('it names 10,000 files at most', () => {
  expect(parsed({ files: filesNamed(10_000) }).kind).toBe('sign');
  expect(parsed({ files: filesNamed(10_001) })).toEqual({
    ...{ kind: 'problem', problem: 'files has more than 10000 elements' },
  });
});

test.each([['[]'], ['{'], ['null']])('fails: %s is not a JSON object', (text) => {
  expect(parseResultSign(text)).toEqual({ kind: 'problem', problem: 'it is not a JSON object' });
});

test.each<[string, object]>([
  ['hashAlgorithm is not SHA-256', { hashAlgorithm: 'MD5' }],
  ['signatureAlgorithm is not SHA256withRSA', { signatureAlgorithm: 'none' }],
  ['region does not have the documented format', { region: 'eu-west-1.example.com' }],
  ['files is not a list', { files: {} }],
  ['files is empty', { files: [] }],
  ['files names a file twice', { files: [FILES[0], FILES[1], FILES[0]] }],
  ['files[1] is not an object', { files: [FILES[0], null] }],
  [
    'files[1]: fileName does not have the documented format',
    { files: [FILES[0], { ...FILES[1], fileName: '../up' }] },
  ],
  ['files[0]: fileHashValue is missing', { files: [{ fileName: 'result_1.csv.gz' }] }],
])('fails: %s', (problem, change) => {
  expect(parsed(change)).toEqual({ kind: 'problem', problem });
});
