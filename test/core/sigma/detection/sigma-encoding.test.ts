import { selectionProblems, selectionTree } from '../sigma-text-fixture';

describe('the modifiers that encode', () => {
  test.each<[string, string, readonly string[]]>([
    ['base64', 'foobar', ['Zm9vYmFy']],
    ['base64', 'é', ['w6k=']],
    ['base64offset', '/bin/sh', ['L2Jpbi9za', '9iaW4vc2', 'vYmluL3No']],
    ['wide|base64', 'ping', ['cABpAG4AZwA=']],
    ['utf16le|base64', 'ß', ['3wA=']],
    ['utf16be|base64', 'ping', ['AHAAaQBuAGc=']],
    ['utf16|base64', 'a', ['//5hAA==']],
    ['wide', 'cmd', ['c\0m\0d\0']],
    ['utf16be', 'cmd', ['\0c\0m\0d']],
    ['utf16', 'c', ['\ufeffc\0']],
    ['windash', '-x', ['-x', '/x', '–x', '—x', '―x']],
    ['windash', 'a-b c', ['a-b c']],
    ['windash', 'a -', ['a -']],
    ['windash', '—x', ['-x', '/x', '–x', '—x', '―x']],
  ])('%s of %s', (modifiers, value, values) => {
    expect(selectionTree(`{userAgent|${modifiers}: '${value}'}`)).toEqual({
      kind: 'equals',
      field: 'userAgent',
      values,
      cased: false,
    });
  });

  test('are applied in their order', () => {
    expect(selectionTree("{userAgent|contains|windash: '-x'}")).toEqual(
      selectionTree("{userAgent|windash|contains: '-x'}"),
    );
    expect(selectionTree("{userAgent|wide|base64offset|contains: 'ping'}")).toMatchObject({
      kind: 'contains',
      values: ['cABpAG4AZw', 'AAaQBuAGcA', 'wAGkAbgBnA'].map(() => expect.any(String)),
    });
  });

  test('with all keep the spellings of one value together', () => {
    expect(selectionTree("{userAgent|windash|contains|all: ['-x', 'y']}")).toEqual({
      kind: 'and',
      of: [
        { kind: 'contains', field: 'userAgent', values: ['-x', '/x', '–x', '—x', '―x'], cased: false },
        { kind: 'contains', field: 'userAgent', values: ['y'], cased: false },
      ],
    });
  });

  test.each([
    [
      "{userAgent|base64offset|contains: 'a'}",
      'it is too short for a Base64 character of its own; give at least two bytes',
    ],
    ["{userAgent|wide: 'é'}", "its bytes are not text; add 'base64' after it"],
    ["{userAgent|wide|utf16: 'a'}", 'the value is encoded already'],
    ["{userAgent|wide|windash: 'a'}", 'it must come before the modifiers that encode'],
    ["{userAgent|windash: '-a -b -c -d -e'}", 'it has more than 4 dashes, which makes too many spellings'],
    [
      "{userAgent|contains|base64: 'ab'}",
      "a value with wildcards has no Base64 form; write 'contains' and similar modifiers after it",
    ],
  ])('fails for %s', (selection, reason) => {
    expect(selectionProblems(selection)).toEqual([expect.stringMatching(/^rule\.yml:4:\d+: the value '/)]);
    expect(selectionProblems(selection)[0]).toContain(`: ${reason}`);
  });
});
