import { parseSavedMetadata } from '../../../lib/core/digest/saved-metadata';

test('user metadata and whole answers of head-object are read, by key and by address', () => {
  const text = JSON.stringify({
    'AWSLogs/a': { signature: '0a', 'signature-algorithm': 'SHA256withRSA' },
    's3://audit-archive/AWSLogs/b': { ContentLength: 3, Metadata: { signature: '0b' } },
    'AWSLogs/c': { Metadata: {} },
  });
  expect(parseSavedMetadata(text)).toEqual({
    kind: 'signatures',
    signatures: new Map([
      ['AWSLogs/a', '0a'],
      ['AWSLogs/b', '0b'],
    ]),
  });
});

test.each([
  ['[]', 'the saved metadata is not a JSON object'],
  ['{', 'the saved metadata is not a JSON object'],
  ['{"AWSLogs/a":"0a"}', 'the saved metadata of "AWSLogs/a" is not an object'],
  ['{"AWSLogs/a":{"Metadata":[]}}', 'the saved metadata of "AWSLogs/a" is not an object'],
])('fails on %s', (text, problem) => {
  expect(parseSavedMetadata(text)).toEqual({ kind: 'problem', problem });
});
