import { deliveryTimeOf, expiresAtSeconds } from '../../../lambda/raise/expiry';

test('an item expires so many days after it is written, in whole seconds', () => {
  expect(expiresAtSeconds(1_999, { rememberDays: 7 })).toBe(1 + 7 * 86_400);
});

test.each([
  [
    'a log file',
    '2026-11-20T02:55:00Z',
    '111122223333_CloudTrail_eu-west-1_20261120T0255Z_AbCdEfGhIjKlMnOp.json.gz',
  ],
  ['another file in the folder of a day', '2026-11-20', 'other.json'],
])('%s was delivered %s', (_what, time, name) => {
  expect(deliveryTimeOf(`AWSLogs/111122223333/CloudTrail/eu-west-1/2026/11/20/${name}`)).toBe(time);
});

test('of a file that is nowhere in an archive nothing is known', () => {
  expect(deliveryTimeOf('uploads/other.json')).toBeUndefined();
});
