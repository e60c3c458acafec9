import { didYouMean, nearestWord } from '../../../lib/core/problem/nearest-word';
import { foldCase } from '../../../lib/core/rule/fold-case';
import { numberOfText } from '../../../lib/core/rule/number-text';

describe('the nearest word', () => {
  const known = ['startswith', 'endswith', 'contains', 're', 'all', 'gte'];

  test.each([
    ['startwith', 'startswith'],
    ['ednswith', 'endswith'],
    ['Contains', 'contains'],
    ['al', 'all'],
    ['gtr', 'gte'],
    ['regexp', undefined],
    ['xyz', undefined],
    ['', undefined],
  ])('to %s is %s', (word, nearest) => {
    expect(nearestWord(word, known)).toBe(nearest);
  });

  test('is offered as a question', () => {
    expect(didYouMean('contain', known)).toBe("; did you mean 'contains'?");
    expect(didYouMean('nothing', known)).toBe('');
  });
});

describe('text without letter case', () => {
  test.each([
    ['GetObject', 'getobject'],
    ['ÄÖÜ', 'äöü'],
    ['ΟΔΟΣ', 'οδοσ'],
    ['İ', 'İ'],
    ['ß', 'ß'],
    ['𐐀', '𐐨'],
    ['\ud800', '\ud800'],
  ])('%s', (text, folded) => {
    expect(foldCase(text)).toBe(folded);
  });

  test('begins with what its beginning folds to, for every character', () => {
    for (let code = 0; code <= 0x10ffff; code++) {
      const character = String.fromCodePoint(code);
      const folded = foldCase(character);
      if ([...folded].length !== 1 || foldCase(folded) !== folded) throw new Error(`U+${code.toString(16)}`);
    }
  });
});

describe('the number that a text is', () => {
  test.each([
    ['5', 5],
    ['-0.5', -0.5],
    ['+5', 5],
    ['007', 7],
    ['1e3', 1000],
    ['', undefined],
    [' 5', undefined],
    ['0x10', undefined],
    ['Infinity', undefined],
    ['1e999', undefined],
    ['.5', undefined],
    ['5.', undefined],
  ])('%j', (text, number) => {
    expect(numberOfText(text)).toBe(number);
  });
});
