import { selectionProblems, selectionTree } from '../sigma-text-fixture';

const X = { kind: 'equals', field: 'eventName', values: ['x'], cased: false };
const Y = { kind: 'equals', field: 'awsRegion', values: ['y'], cased: false };

describe('a selection', () => {
  test.each<[string, unknown]>([
    ['{eventName: x}', X],
    ['{eventName: x, awsRegion: y}', { kind: 'and', of: [X, Y] }],
    ['[{eventName: x}, {awsRegion: y}]', { kind: 'or', of: [X, Y] }],
    ['[{eventName: x}]', X],
    ['x', { kind: 'keyword', patterns: [[{ text: 'x' }]], cased: false }],
    [
      '[x, y*z]',
      { kind: 'or', of: [keyword({ text: 'x' }), keyword({ text: 'y' }, { any: true }, { text: 'z' })] },
    ],
    ["{'|all': [x, y]}", { kind: 'and', of: [keyword({ text: 'x' }), keyword({ text: 'y' })] }],
    ["{'|re|i': a.b}", { kind: 'keywordMatches', expression: 'a.b', flags: 'i' }],
    ["{'|cased': x, eventName: x}", { kind: 'and', of: [{ ...keyword({ text: 'x' }), cased: true }, X] }],
    ['[x, {awsRegion: y}]', { kind: 'or', of: [keyword({ text: 'x' }), Y] }],
    ['12', keyword({ text: '12' })],
  ])('%s', (selection, tree) => {
    expect(selectionTree(selection)).toEqual(tree);
  });

  test.each([
    ['{}', "4:6: the selection 's' is empty"],
    ['[]', "4:6: the selection 's' is empty"],
    ['[{eventName: x}, [y]]', "4:23: the selection 's': expected maps or texts, found a list in a list"],
    ['[x, null]', '4:10: null is not a keyword; write a text'],
    [
      "{'|cidr': 10.0.0.0/8}",
      "4:8: keywords match text anywhere in the record and cannot be used with 'cidr'",
    ],
    ["{'|startswith': x}", "4:8: keywords are found anywhere in the record; 'startswith' needs a field"],
  ])('fails for %s', (selection, problem) => {
    expect(selectionProblems(selection)).toEqual([`rule.yml:${problem}`]);
  });
});

function keyword(...pattern: readonly object[]) {
  return { kind: 'keyword', patterns: [pattern], cased: false };
}
