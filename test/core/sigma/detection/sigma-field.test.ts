import type { Condition } from '../../../../lib/core/rule/condition';
import { selectionProblems, selectionTree } from '../sigma-text-fixture';

const PLACEHOLDERS = {
  placeholders: { admins: ['root', 'adm_*'], nets: ['10.0.0.0/8', '192.168.0.0/16'], none: [] },
};

function text(kind: string, values: readonly string[], cased = false): Condition {
  return { kind, field: 'userAgent', values, cased } as Condition;
}

describe('a field with modifiers', () => {
  test.each<[string, Condition]>([
    ['{userAgent: x}', text('equals', ['x'])],
    ["{userAgent: ''}", text('equals', [''])],
    ['{userAgent: [x, y]}', text('equals', ['x', 'y'])],
    ['{userAgent: x*}', text('startsWith', ['x'])],
    ['{userAgent|contains: x}', text('contains', ['x'])],
    ['{userAgent|startswith: x}', text('startsWith', ['x'])],
    ['{userAgent|endswith: x}', text('endsWith', ['x'])],
    ['{userAgent|cased: x}', text('equals', ['x'], true)],
    ['{userAgent|contains|cased: [x, y]}', text('contains', ['x', 'y'], true)],
    ['{userAgent|neq: [x, y]}', { kind: 'not', of: text('equals', ['x', 'y']) }],
    [
      '{userAgent|contains|all: [x, y]}',
      { kind: 'and', of: [text('contains', ['x']), text('contains', ['y'])] },
    ],
    ['{userAgent: null}', { kind: 'isNull', field: 'userAgent' }],
    ['{userAgent: ~}', { kind: 'isNull', field: 'userAgent' }],
    ['{userAgent: }', { kind: 'isNull', field: 'userAgent' }],
    ['{userAgent|neq: null}', { kind: 'not', of: { kind: 'isNull', field: 'userAgent' } }],
    ["{userAgent: 'null'}", text('equals', ['null'])],
    ['{userAgent|exists: true}', { kind: 'exists', field: 'userAgent' }],
    ['{userAgent|exists: no}', { kind: 'not', of: { kind: 'exists', field: 'userAgent' } }],
    ["{userAgent|exists: 'false'}", { kind: 'not', of: { kind: 'exists', field: 'userAgent' } }],
    ['{userAgent|re: a.b*}', { kind: 'matches', field: 'userAgent', expression: 'a.b*', flags: '' }],
    ['{userAgent|re|s|i: a}', { kind: 'matches', field: 'userAgent', expression: 'a', flags: 'is' }],
    [
      '{userAgent|cidr: [10.0.0.0/8, "::1"]}',
      { kind: 'cidr', field: 'userAgent', ranges: ['10.0.0.0/8', '::1'] },
    ],
    ['{userAgent|gte: 5.5}', { kind: 'compare', field: 'userAgent', operator: 'gte', value: 5.5 }],
    ['{userAgent|lt: "-3"}', { kind: 'compare', field: 'userAgent', operator: 'lt', value: -3 }],
    [
      '{userAgent|fieldref: userIdentity.arn}',
      { kind: 'sameAs', field: 'userAgent', other: 'userIdentity.arn', relation: 'equals', cased: false },
    ],
    [
      '{userAgent|fieldref|endswith|neq: eventID}',
      {
        kind: 'not',
        of: { kind: 'sameAs', field: 'userAgent', other: 'eventID', relation: 'endsWith', cased: false },
      },
    ],
    ['{userAgent|hour: 3}', { kind: 'timePart', field: 'userAgent', part: 'hour', operator: 'eq', value: 3 }],
    [
      '{userAgent|week|gte: 5}',
      { kind: 'timePart', field: 'userAgent', part: 'week', operator: 'gte', value: 5 },
    ],
  ])('%s', (selection, tree) => {
    expect(selectionTree(selection)).toEqual(tree);
  });

  test.each<[string, readonly string[]]>([
    ['012345678901', ['012345678901']],
    ['123456789012', ['123456789012']],
    ['0x10', ['0x10']],
    ['1e3', ['1e3', '1000']],
    ['1.0', ['1.0', '1']],
    ['"1.0"', ['1.0']],
    ['yes', ['yes']],
    ['2023-07-10', ['2023-07-10']],
    ['12:30:45', ['12:30:45']],
    ['"a\\tb"', ['a\tb']],
  ])('compares the value %s by its text, and a number also as JSON spells it', (source, values) => {
    expect(selectionTree(`{userAgent: ${source}}`)).toEqual(text('equals', values));
  });

  test.each(['true', 'True', '[true, false]'])(
    'compares the Boolean %s in the letter case of JSON',
    (source) => {
      const values = source === '[true, false]' ? ['true', 'false'] : ['true'];
      expect(selectionTree(`{userAgent: ${source}}`)).toEqual({ ...text('equals', values), cased: true });
      expect(selectionTree(`{userAgent: ${source.replace(/\w+/g, "'$&'")}}`)).toMatchObject({ cased: false });
    },
  );

  test('of several kinds of patterns is any of them', () => {
    expect(selectionTree('{userAgent: [x, y*]}')).toEqual({
      kind: 'or',
      of: [text('equals', ['x']), text('startsWith', ['y'])],
    });
  });

  test('takes the values of placeholders as patterns, and only with expand', () => {
    expect(selectionTree('{userAgent|expand: "%admins%"}', PLACEHOLDERS)).toEqual({
      kind: 'or',
      of: [text('equals', ['root']), text('startsWith', ['adm_'])],
    });
    expect(selectionTree('{userAgent|expand|contains: "x-%admins%-\\\\%admins%"}', PLACEHOLDERS)).toEqual({
      kind: 'or',
      of: [
        text('contains', ['x-root-%admins%']),
        { kind: 'wildcard', field: 'userAgent', patterns: [expect.anything()], cased: false },
      ],
    });
    expect(selectionTree('{userAgent|cidr|expand: "%nets%"}', PLACEHOLDERS)).toEqual({
      kind: 'cidr',
      field: 'userAgent',
      ranges: ['10.0.0.0/8', '192.168.0.0/16'],
    });
    expect(selectionTree('{userAgent: "%admins%"}', PLACEHOLDERS)).toEqual(text('equals', ['%admins%']));
  });
});

describe('a field fails', () => {
  test.each([
    ['{userAgent|startwith: x}', "4:17: the modifier 'startwith' is not known; did you mean 'startswith'?"],
    ['{userAgent|contains|regexp: x}', "4:26: the modifier 'regexp' is not known"],
    ['{userAgent|: x}', "4:17: a modifier is missing after the '|'"],
    ['{userAgent|i: x}', "4:17: the modifier 'i' is a flag of 're' and must follow it: '|re|i'"],
    ['{userAgent|contains|contains: x}', "4:26: the modifier 'contains' is repeated"],
    [
      '{userAgent|startswith|endswith: x}',
      "4:17: 'startswith' and 'endswith' cannot be combined; write two selections",
    ],
    ['{userAgent|gt|lt: 5}', "4:17: 'gt' and 'lt' cannot be combined; write two selections"],
    [
      '{userAgent|re|contains: x}',
      "4:17: 'contains' cannot be combined with 're': a regular expression is found anywhere; write '^' or '$' into it",
    ],
    ['{userAgent|cidr|base64: x}', "4:17: 'base64' cannot be combined with 'cidr'"],
    [
      '{userAgent|exists|all: [true, true]}',
      "4:17: 'all' cannot be combined with 'exists', which takes one value",
    ],
    ['{userAgent|all: x}', "4:7: 'all' needs a list of two or more values; remove it"],
    ['{userAgent|contains|all: [x]}', "4:7: 'all' needs a list of two or more values; remove it"],
    [
      '{userAgent: [x, null]}',
      "4:22: null cannot be in a list of values; give 'userAgent: null' a selection of its own",
    ],
    ['{userAgent|contains: }', "4:7: 'userAgent|contains' has no value; null takes no modifier but 'neq'"],
    ['{userAgent: []}', "4:18: 'userAgent' has an empty list of values"],
    [
      '{userAgent: {x: 1}}',
      "4:18: 'userAgent': expected a text, a number or a list of them, found a map; write nested fields with dots",
    ],
    ['{userAgent: [[x]]}', "4:19: 'userAgent': expected a text, a number or a list of them, found a list"],
    ['{userAgent|exists: maybe}', "4:25: 'exists' takes true or false, not 'maybe'"],
    ['{userAgent|exists: [true, false]}', "4:26: 'exists' takes true or false, not a list"],
    ['{userAgent|gt: many}', "4:21: 'gt' takes a number, not 'many'"],
    ['{userAgent|hour: noon}', "4:23: 'hour' takes a number, not 'noon'"],
    ['{userAgent|hour: 24}', "4:23: no 'hour' satisfies this: it is a whole number from 0 to 23"],
    ['{userAgent|month|lt: 1}', "4:27: no 'month' satisfies this: it is a whole number from 1 to 12"],
    [
      '{userAgent|cidr: 10.0.0.0/33}',
      "4:23: '10.0.0.0/33' is not a range of addresses, such as '10.0.0.0/8' or '2001:db8::/32'",
    ],
    ['{userAgent|fieldref: a*}', "4:27: 'fieldref' takes the name of a field, not 'a*'"],
    ['{user..name: x}', "4:7: 'user..name' is not a field: a name beside a dot is empty"],
    ['{userAgent|expand: "%who%"}', "4:25: the placeholder '%who%' has no value; give it one or more"],
    ['{userAgent|expand: "%none%"}', "4:25: the placeholder '%none%' has no value; give it one or more"],
    [
      '{userAgent|base64: a*}',
      "4:25: the value 'a*' cannot be used with 'base64': a value with wildcards has no Base64 form; write 'contains' and similar modifiers after it",
    ],
    [
      '{userAgent|re: (?=a)b}',
      "4:21: the regular expression '(?=a)b' cannot be used: lookaround is not supported, because it has no linear-time search",
    ],
    [
      '{userAgent|re: "(a{1000}){1000}"}',
      "4:21: the regular expression '(a{1000}){1000}' cannot be used: its repetitions multiply to more than 1000",
    ],
  ])('for %s', (selection, problem) => {
    const problems = selectionProblems(selection, PLACEHOLDERS).filter(
      (line) => !line.includes('no CloudTrail record'),
    );
    expect(problems).toEqual([`rule.yml:${problem}`]);
  });

  test('with a warning when no record has it', () => {
    expect(selectionProblems('{eventname: x, userAgent|fieldref: usrAgent}')).toEqual([
      "rule.yml:4:7: no CloudTrail record has the field 'eventname'; did you mean 'eventName'?",
      "rule.yml:4:41: no CloudTrail record has the field 'usrAgent'; did you mean 'userAgent'?",
    ]);
  });
});
