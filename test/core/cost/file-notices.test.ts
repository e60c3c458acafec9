import * as fc from 'fast-check';
import { noticesOf } from '../../../lib/core/cost/file-notices';
import { Properties } from '../../../lib/core/cost/properties';
import { Unknown, type Value } from '../../../lib/core/estate/values/value';
import { RECORD_FOLDERS, toLogKeyPatterns } from '../../../lib/core/policy/log-key-patterns';

const COUNTS = { logFiles: 1_000, digestFiles: 70 };

function ruleOf(keys: readonly Value[], bucket: Value = 'logs'): Properties {
  const detail = { bucket: { name: [bucket] }, object: { key: keys } };
  return new Properties({ EventPattern: { source: ['aws.s3'], detail } }, () => undefined);
}

const prefix = (text: string) => ({ prefix: text });
const wildcard = (text: string) => ({ wildcard: text });

const noticed = (...rules: readonly Properties[]) => noticesOf(rules, COUNTS).value;

/** The keys of an organization and of its management account, as a log processor takes them. */
const KEYS = toLogKeyPatterns({
  trails: [
    {
      trailName: 'all',
      homeRegion: 'eu-west-1',
      ownerAccount: '999988887777',
      partition: 'aws',
      organizationId: 'o-exampleorgid',
    },
  ],
  folders: RECORD_FOLDERS,
}).map((pattern) => {
  const start = pattern.slice(0, -1);
  return start.includes('*') ? wildcard(pattern) : prefix(start);
});

test('rules that share the keys of an archive send as many notices as it has files, however they share them', () => {
  expect(KEYS.length).toBe(8);
  const places = fc.array(fc.nat(4), { minLength: KEYS.length, maxLength: KEYS.length });
  fc.assert(
    fc.property(places, (ofKeys) => {
      const groups = [...new Set(ofKeys)].map((rule) => KEYS.filter((_, index) => ofKeys[index] === rule));
      expect(noticed(...groups.map((keys) => ruleOf(keys)))).toBe(COUNTS.logFiles);
    }),
  );
});

test.each<readonly [string, readonly Properties[], number]>([
  [
    'digests of one rule and log files of another',
    [ruleOf([prefix('AWSLogs/1/CloudTrail/')]), ruleOf([prefix('AWSLogs/1/CloudTrail-Digest/eu-west-1/')])],
    1_070,
  ],
  ['all files in one rule', [ruleOf([prefix('AWSLogs/')])], 1_070],
  [
    'files that two rules take',
    [ruleOf([prefix('AWSLogs/1/CloudTrail/')]), ruleOf([prefix('AWSLogs/1/CloudTrail/eu-west-1/')])],
    2_000,
  ],
  [
    'files that a wildcard takes, too',
    [ruleOf([prefix('AWSLogs/1/CloudTrail/')]), ruleOf([wildcard('AWSLogs/*/CloudTrail/*')])],
    2_000,
  ],
  [
    'a folder whose name begins as another one',
    [ruleOf([prefix('AWSLogs/1/CloudTrail')]), ruleOf([prefix('AWSLogs/1/CloudTrail-Insight/')])],
    2_070,
  ],
  [
    'the files of an archive and of its replica',
    [ruleOf([prefix('AWSLogs/1/CloudTrail/')]), ruleOf([prefix('AWSLogs/1/CloudTrail-Insight/')], 'replica')],
    2_000,
  ],
  [
    'keys that only the deployment knows',
    [
      ruleOf([prefix('AWSLogs/1/CloudTrail/')]),
      ruleOf([{ prefix: new Unknown('parameter Prefix', 'parameter') }]),
    ],
    2_070,
  ],
  ['no rule', [], 0],
])('%s are counted as often as they are sent', (_words, rules, wanted) => {
  expect(noticed(...rules)).toBe(wanted);
});
