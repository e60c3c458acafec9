import type { Condition } from '../../../lib/core/rule/condition';
import { requiredTexts } from '../../../lib/core/rule/required-texts';

const NAMES: Condition = {
  kind: 'equals',
  field: 'eventName',
  values: ['GetObject', 'PUTObject'],
  cased: false,
};
const OTHER: Condition = { kind: 'equals', field: 'eventName', values: ['ListBuckets'], cased: true };
const SOURCE: Condition = {
  kind: 'equals',
  field: 'eventSource',
  values: ['s3.amazonaws.com'],
  cased: false,
};
const PREFIX: Condition = { kind: 'startsWith', field: 'eventName', values: ['Get'], cased: false };

test.each<[string, Condition, readonly string[] | undefined]>([
  ['an equality', NAMES, ['getobject', 'putobject']],
  ['an equality beside something else', { kind: 'and', of: [SOURCE, NAMES] }, ['getobject', 'putobject']],
  ['one of two equalities', { kind: 'or', of: [NAMES, OTHER] }, ['getobject', 'putobject', 'listbuckets']],
  ['an equality or something else', { kind: 'or', of: [NAMES, SOURCE] }, undefined],
  ['what must not be', { kind: 'not', of: NAMES }, undefined],
  ['a prefix', PREFIX, undefined],
  ['nothing that can hold', { kind: 'or', of: [] }, []],
  ['what always holds', { kind: 'and', of: [] }, undefined],
])('the event names that a condition requires: %s', (_, condition, names) => {
  const texts = requiredTexts(condition, 'eventName');
  expect(texts === undefined ? undefined : [...texts]).toEqual(names);
});
