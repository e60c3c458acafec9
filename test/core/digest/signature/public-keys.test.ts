import { generateKeyPairSync } from 'node:crypto';
import {
  isSignatureOf,
  PublicKeys,
  parsePublicKeys,
} from '../../../../lib/core/digest/signature/public-keys';
import { SignedArchive, toSign } from '../../../digest/signed-archive';
import { SIGNING_KEYS } from '../../../digest/signing-key';

const { current, next } = SIGNING_KEYS;

function found(text: string, region: string, fingerprint: string): number {
  const parsed = parsePublicKeys(text);
  if (parsed.kind === 'problem') throw new Error(parsed.problem);
  return parsed.keys.find(region, fingerprint).length;
}

test('what the AWS CLI prints holds for every Region', () => {
  const text = JSON.stringify({ PublicKeyList: [current.listed(), next.listed()] });
  expect(found(text, 'eu-west-1', current.fingerprint)).toBe(1);
  expect(found(text, 'us-gov-west-1', next.fingerprint.toUpperCase())).toBe(1);
  expect(found(text, 'eu-west-1', '0'.repeat(32))).toBe(0);
});

test('keys by Region hold for their Region only', () => {
  const text = JSON.stringify({
    'eu-west-1': { PublicKeyList: [current.listed()] },
    'us-east-1': { PublicKeyList: [next.listed()] },
  });
  expect(found(text, 'eu-west-1', current.fingerprint)).toBe(1);
  expect(found(text, 'us-east-1', current.fingerprint)).toBe(0);
});

test.each(['pkcs1', 'spki'] as const)('a key in %s form is read, from base64 and from bytes', (form) => {
  const { Value, Fingerprint } = current.listed(form);
  const keys = new PublicKeys();
  expect(keys.add([{ Value, Fingerprint }])).toBeUndefined();
  expect(keys.add([{ Value: new Uint8Array(Buffer.from(Value, 'base64')), Fingerprint }])).toBeUndefined();
  expect(keys.find('eu-west-1', Fingerprint)).toHaveLength(2);
});

test('a signature with anything but hexadecimal digits is not one, whatever its beginning is', () => {
  const { text, signature } = new SignedArchive([{ accountId: '111122223333', hours: 1 }]).digests[0]!;
  const keys = new PublicKeys();
  keys.add([current.listed()]);
  const ours = keys.find('eu-west-1', current.fingerprint);
  const isOne = (given: string) => isSignatureOf(toSign(text), given, ours);
  expect([signature, signature.toUpperCase(), `${signature}zz`, ''].map(isOne)).toEqual([
    ...[true, true, false, false],
  ]);
});

test('why there are no keys of a Region is remembered for it alone', () => {
  const keys = new PublicKeys();
  keys.refuse('eu-west-1', 'access denied');
  expect(['eu-west-1', 'us-east-1'].map((region) => keys.refusalOf(region))).toEqual([
    ...['access denied', undefined],
  ]);
});

const ecKey = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({
  format: 'der',
  type: 'spki',
});
const shortKey = generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey.export({
  format: 'der',
  type: 'pkcs1',
});
const Fingerprint = '0'.repeat(32);
const NO_KEY = `public key ${Fingerprint} is not an RSA key of 2048 bits or more in PKCS#1 or SPKI form`;

test.each<[string, unknown]>([
  ['the public keys are not a JSON object', []],
  ['PublicKeyList is not a list of objects', { PublicKeyList: {} }],
  ['PublicKeyList is not a list of objects', { PublicKeyList: [1] }],
  ['PublicKeyList is not a list of objects', { 'eu-west-1': {} }],
  ['the public keys name "keys", which is neither PublicKeyList nor a Region', { keys: [] }],
  ['a public key has no fingerprint of 32 hexadecimal digits', { PublicKeyList: [{}] }],
  [NO_KEY, { PublicKeyList: [{ Fingerprint }] }],
  [NO_KEY, { PublicKeyList: [{ Fingerprint, Value: 'no base64!' }] }],
  [NO_KEY, { PublicKeyList: [{ Fingerprint, Value: Buffer.from('no key').toString('base64') }] }],
  [NO_KEY, { PublicKeyList: [{ Fingerprint, Value: ecKey.toString('base64') }] }],
  [NO_KEY, { PublicKeyList: [{ Fingerprint, Value: shortKey.toString('base64') }] }],
])('fails: %s', (problem, json) => {
  expect(parsePublicKeys(JSON.stringify(json))).toEqual({ kind: 'problem', problem });
});
