import { parseAlert } from '../../../lib/core/alert/parse-alert';
import type { Json, JsonObject } from '../../../lib/core/json/json-value';
import { sampleAlert } from './sample-alert';

const WRITTEN = JSON.parse(JSON.stringify(sampleAlert())) as JsonObject;

test('an alert that was written is read again', () => {
  expect(parseAlert(WRITTEN)).toEqual(WRITTEN);
});

test('an alert of version 1, which an earlier version of trailwatch wrote, is read, too', () => {
  const { ruleName, firstSteps, links, ...earlier } = WRITTEN;
  expect([ruleName, firstSteps, links]).not.toContain(undefined);
  expect(parseAlert({ ...earlier, version: 1 })).toEqual({ ...earlier, version: 1 });
  expect(parseAlert(earlier)).toBeUndefined();
});

test.each<[string, Json]>([
  ...Object.keys(WRITTEN).map((name): [string, Json] => [name, 7]),
  ['version', 3],
  ['version', '2'],
  ['firstSteps', [1]],
  ['details', { ports: 'all' }],
  ['resourceDetails', [{ type: 'x' }]],
  ['links', { record: 7 }],
  ['runbook', null],
  ['severity', 'severe'],
  ['actor', { arn: 'x' }],
  ['actor', ['x']],
  ['resources', [1]],
  ['errorCode', null],
  ['outcome', null],
  ['outcome', { status: 'refused' }],
  ['outcome', { status: 'failed', code: 7 }],
])('what has no %s that an alert has is none: %j', (name, value) => {
  expect(parseAlert({ ...WRITTEN, [name]: value })).toBeUndefined();
});
