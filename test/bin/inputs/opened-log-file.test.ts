import { gzipSync } from 'node:zlib';
import { isNamedLikeLogFile, startsLikeLogFile } from '../../../bin/inputs/opened-log-file';

describe('what looks like a log file', () => {
  it.each([
    ['gzip', gzipSync('{}')],
    ['an object', '{"Records":[]}'],
    ['an array', '[{}]'],
    ['JSON after blank lines', '\n\n  {"eventName":"x"}'],
    ['JSON after a byte order mark', '\ufeff{"Records":[]}'],
    ['a CloudWatch Logs export', '2026-08-17T14:01:31.000Z {"eventVersion":"1.08"}'],
  ])('starts as %s', (_, start) => {
    expect(startsLikeLogFile(Buffer.from(start))).toBe(true);
  });

  it.each([
    ['nothing', ''],
    ['prose', '# Provenance\n\n[a link](x)'],
    ['a picture', Buffer.from('89504e470d0a1a0a', 'hex')],
    ['a date alone', '2026-08-17 was a Monday'],
    ['JSON only past the first 512 bytes', `${' '.repeat(600)}{}`],
  ])('does not start as %s', (_, start) => {
    expect(startsLikeLogFile(Buffer.from(start))).toBe(false);
  });

  it.each(['a.json', 'a.json.gz', 'a.GZ', 'a.ndjson', 'a.jsonl', 'a.log', 'a.txt'])('is named %s', (name) => {
    expect(isNamedLikeLogFile(name)).toBe(true);
  });

  it.each(['README.md', 'json', 'a.json.bak', 'a.yml', '-'])('is not named %s', (name) => {
    expect(isNamedLikeLogFile(name)).toBe(false);
  });
});
