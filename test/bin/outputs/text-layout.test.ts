import { wrapText } from '../../../bin/outputs/text-layout';

describe('wrapping text', () => {
  it.each([
    ['one line', 20, '  ', '  one line'],
    ['one two three four', 12, '- ', '- one two\n  three four'],
    ['line\nbreaks   and  blanks', 40, '', 'line breaks and blanks'],
    ['a-word-that-is-longer-than-the-line', 10, '  ', '  a-word-that-is-longer-than-the-line'],
    ['', 10, '- ', '- '],
  ])('makes lines of %j', (text, width, lead, wrapped) => {
    expect(wrapText(text, width, lead)).toBe(wrapped);
  });
});
