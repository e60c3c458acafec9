import fc from 'fast-check';
import { RuleMatcher } from '../../../lib/core/compile/predicate/rule-matcher';
import { decodeRules, encodeRules } from '../../../lib/core/rule/rule-document';
import { parseSigma, ruleDocumentOf } from '../../../lib/core/sigma/sigma-file';
import { problemsOf, ruleWith } from './sigma-text-fixture';

describe('a hostile file', () => {
  test.each([
    [
      'of 10 MB',
      `title: x\n#${'x'.repeat(10_000_000)}`,
      '1:1: the file has 10000010 characters, more than the 1000000 that a rule file may have; split it',
    ],
    [
      'with a duplicate key',
      ruleWith('s: {eventName: x, eventName: y}\ncondition: s'),
      "4:21: the key 'eventName' is repeated; only one of the two would count",
    ],
    ['with an alias bomb', bomb(), '6:8: the file holds more than 100000 values, aliases written out'],
    ['with an alias inside itself', 'a: &a [*a]\n', "1:8: the alias '*a' refers to no anchor before it"],
    ['with an alias to nothing', 'a: *b\n', "1:4: the alias '*b' refers to no anchor before it"],
    [
      'with a merge key',
      'a: &a {b: c}\nd: {<<: *a}\n',
      "2:5: the merge key '<<' is not read; write the entries out",
    ],
    ['with a tag', 'a: !!js/function x\n', "1:18: the tag '!!js/function' is not read; remove it"],
    ['with a map as key', '? {a: b}\n: c\n', '1:3: a key must be plain text'],
    [
      'that nests 60 levels',
      `a: ${'['.repeat(60)}${']'.repeat(60)}\n`,
      '1:55: the file nests more than 50 levels deep, which no rule needs',
    ],
    ['with a tab', 'a:\n\tb: c\n', '2:1: the file is not valid YAML: tabs are not allowed as indentation'],
    [
      'with an open bracket',
      'a: [b\n',
      '2:1: the file is not valid YAML: flow sequence in block collection must be sufficiently indented and end with a ]',
    ],
    [
      'with a catastrophic expression',
      ruleWith('s: {eventName|re: "(.*a){900}b(?=c)"}\ncondition: s'),
      "4:21: the regular expression '(.*a){900}b(?=c)' cannot be used: lookaround is not supported, because it has no linear-time search",
    ],
    [
      'that steers a terminal',
      ruleWith('s: {"eventName|\\e[2J\\u202e": x}\ncondition: s'),
      "4:17: the modifier '\ufffd[2J\ufffd' is not known",
    ],
  ])('%s gets one problem', (_, text, problem) => {
    expect(problemsOf(text)).toEqual([`rule.yml:${problem}`]);
  });

  test.each([
    ['deep lists', '['.repeat(200_000)],
    ['deep maps', '{a: '.repeat(100_000)],
    ['deep blocks', '- '.repeat(100_000)],
    ['deep keys', '? '.repeat(100_000)],
    ['many keys', Array.from({ length: 60_000 }, (_, index) => `key-${index}: ${index}`).join('\n')],
    ['many documents', '---\na: b\n'.repeat(20_000)],
    ['many aliases', `a: &a b\nc: [${'*a, '.repeat(60_000)}]`],
    ['many quotes', '"'.repeat(100_000)],
    ['many parentheses', ruleWith(`s: {eventName: x}\ncondition: ${'('.repeat(300_000)}`)],
    ['many negations', ruleWith(`s: {eventName: x}\ncondition: ${'not '.repeat(200_000)}s`)],
    ['many alternatives', ruleWith(`s: {eventName: x}\ncondition: ${'s or '.repeat(100_000)}s`)],
    [
      'many large expressions',
      ruleWith(`s: {eventName|re: [${"'.{900}.{900}', ".repeat(20_000)}a]}\ncondition: s`),
    ],
    ['many dashes', ruleWith(`s: {eventName|windash: [${"'-a -b -c -d', ".repeat(20_000)}a]}\ncondition: s`)],
    ['many stars', ruleWith(`s: {eventName: '${'*a?'.repeat(200_000)}'}\ncondition: s`)],
    [
      'many references',
      `title: C\ncorrelation: {type: temporal, timespan: 1m, rules: [${'rule, '.repeat(900)}x]}\n`,
    ],
    [
      'many correlations of one large rule',
      `${correlation('many').repeat(400)}${ruleWith(`s: {eventName: [${'abcdefgh, '.repeat(30_000)}x]}\ncondition: s`).replace('title', 'id: large\ntitle')}`,
    ],
    [
      'many filters for one rule',
      `${'title: F\nfilter: {rules: any, s: {awsRegion: x}, condition: not s}\n---\n'.repeat(3_000)}${ruleWith('s: {eventName: x}\ncondition: s')}`,
    ],
    [
      'many unknown names among many rules',
      `${Array.from({ length: 2_000 }, (_, index) => correlation(`rule-${index}-${index}`)).join('')}${Array.from({ length: 2_000 }, (_, index) => `title: R\nid: ru1e-${index}-${index}\ndetection: {s: {a: b}, condition: s}\n---\n`).join('')}`,
    ],
    [
      'many aliases for fields',
      `title: C\ncorrelation: {type: temporal, timespan: 1m, rules: [x], group-by: [a], aliases: {${Array.from({ length: 20_000 }, (_, index) => `a${index}: {x: b}`).join(', ')}}}\n`,
    ],
  ])('of %s is read in seconds', (_, text) => {
    const started = process.cpuUsage();
    const { rules } = parseSigma(text, 'rule.yml');
    RuleMatcher.of(rules.map(({ rule }) => rule)).match({ eventName: 'a'.repeat(1000) });
    expect(process.cpuUsage(started).user / 1_000_000).toBeLessThan(15);
  });

  test('of any text gives problems and no exception', () => {
    const fragments = [
      'title: x\n',
      'detection:\n',
      '  s: {eventName: x}\n',
      '  s:\n    a|re: "("\n',
      '  condition: s\n',
      ...'{}[]:,-?&*!|>\'"%@`#\n\t \\\u0000\ud800é',
    ];
    const text = fc
      .array(fc.oneof(fc.constantFrom(...fragments), fc.string()), { maxLength: 30 })
      .map((parts) => parts.join(''));
    const property = fc.property(text, (source) => {
      const { rules, refused, problems } = parseSigma(source, 'rule.yml');
      expect(rules.length + refused.length).toBeGreaterThan(0);
      for (const { line, column, message } of problems) {
        expect([
          line > 0,
          column > 0,
          /^[^\n]+$/.test(message),
          message.endsWith('.') && !message.endsWith('...'),
        ]).toEqual([true, true, true, false]);
      }
    });
    fc.assert(property, { numRuns: 1500 });
  });

  test.each([
    [
      'a good rule',
      ruleWith(
        "a:\n  eventName|contains|all: ['x', \"y\"]\n  b.c|re: '^z'\nd: [k, {e|cidr: 10.0.0.0/8}]\ncondition: 1 of a* and not d",
      ),
    ],
    [
      'a good correlation and a good filter',
      `title: C
correlation:
  type: value_count
  rules: [one, two]
  group-by: [who, awsRegion]
  aliases: {who: {one: a.b, two: c}}
  timespan: 5m
  condition: {gte: 5, lt: 9, field: [userAgent]}
generate: true
---
title: F
filter: {rules: [one], s: {awsRegion|startswith: eu-}, condition: not s}
---
name: one
${ruleWith('s: {eventName: x}\ncondition: s')}---
name: two
${ruleWith('s: {eventName: y}\ncondition: s')}`,
    ],
  ])('made by damaging %s gives problems and no exception', (_, good) => {
    const damage = fc.record({
      at: fc.nat(good.length),
      removed: fc.nat(6),
      put: fc.string({ maxLength: 4 }),
    });
    const property = fc.property(fc.array(damage, { minLength: 1, maxLength: 4 }), (damages) => {
      let text = good;
      for (const { at, removed, put } of damages) text = text.slice(0, at) + put + text.slice(at + removed);
      const file = parseSigma(text, 'rule.yml');
      const { rules, correlations, filters, refused } = file;
      expect(rules.length + correlations.length + filters.length + refused.length).toBeGreaterThan(0);
      RuleMatcher.of(rules.map(({ rule }) => rule)).match({ eventName: 'xy' });
      const document = ruleDocumentOf([file]);
      expect(decodeRules(encodeRules(document))).toEqual(document);
    });
    fc.assert(property, { numRuns: 1500 });
  });
});

function correlation(rule: string): string {
  return `title: C\ncorrelation: {type: event_count, rules: [${rule}, large], timespan: 1m, condition: {gte: 2}}\n---\n`;
}

function bomb(): string {
  const lines = ['a: &a [x, x, x, x, x, x, x, x, x]'];
  for (const [index, name] of [...'bcdefghi'].entries()) {
    const before = 'abcdefgh'.charAt(index);
    lines.push(`${name}: &${name} [${Array(9).fill(`*${before}`).join(', ')}]`);
  }
  return lines.join('\n');
}
