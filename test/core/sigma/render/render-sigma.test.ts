import fc from 'fast-check';
import { toPredicate } from '../../../../lib/core/compile/predicate/to-predicate';
import type { Condition } from '../../../../lib/core/rule/condition';
import type { Rule } from '../../../../lib/core/rule/rule';
import { renderSigma } from '../../../../lib/core/sigma/render/render-sigma';
import { parseSigma } from '../../../../lib/core/sigma/sigma-file';
import { cases } from '../../../jest/cases';
import { arbitraryCondition } from '../../../parity/arbitrary-condition';
import { arbitraryRecord } from '../../../parity/arbitrary-record';
import { corpusRecords, describeCorpus, ruleFiles } from '../../../parity/corpus';

const RULE: Rule = {
  id: '0001',
  name: 'a-rule',
  title: 'A rule: 100 % "quoted"',
  description: 'Two lines,\n\nand one more.',
  severity: 'high',
  tags: ['attack.t1562.008'],
  falsePositives: ['null'],
  references: ['https://example.com/#x'],
  author: '@somebody',
  status: 'test',
  firstSteps: ['Ask: who?'],
  condition: { kind: 'equals', field: 'eventName', values: ['x'], cased: false },
};

function readBack(rule: Rule): Rule {
  const text = renderSigma(rule);
  const { rules, problems } = parseSigma(text, 'rendered.yml');
  const errors = problems.filter(({ severity }) => severity === 'error');
  expect({ text, errors }).toEqual({ text, errors: [] });
  return rules[0]!.rule;
}

function detectionOf(condition: Condition): string {
  const [, detection = ''] = /^detection:\n((?: .*\n)*)/m.exec(renderSigma({ ...RULE, condition })) ?? [];
  return detection;
}

const isX: Condition = { kind: 'equals', field: 'eventName', values: ['x'], cased: false };
const isY: Condition = { kind: 'contains', field: 'userAgent', values: ['y', 'z*'], cased: true };

describe('a rule as Sigma', () => {
  test('tells all that the rule tells', () => {
    expect(readBack(RULE)).toEqual(RULE);
    const careful: Rule = { ...RULE, failureSeverity: 'low' };
    expect(readBack(careful)).toEqual(careful);
  });

  test('is a document with the keys in the order of the specification', () => {
    expect(
      renderSigma({ ...RULE, description: '', tags: [], firstSteps: [] }),
    ).toBe(`title: 'A rule: 100 % "quoted"'
id: "0001"
name: a-rule
status: test
references:
  - https://example.com/#x
author: "@somebody"
logsource:
  product: aws
  service: cloudtrail
detection:
  selection:
    eventName: x
  condition: selection
falsepositives:
  - "null"
level: high
`);
  });

  test.each<[string, Condition, string]>([
    [
      'fields of one map',
      { kind: 'and', of: [isX, isY] },
      '  selection:\n    eventName: x\n    userAgent|contains|cased:\n      - y\n      - z\\*\n  condition: selection\n',
    ],
    [
      'alternatives',
      { kind: 'or', of: [isX, isY] },
      '  selection:\n    - eventName: x\n    - userAgent|contains|cased:\n        - y\n        - z\\*\n  condition: selection\n',
    ],
    [
      'what is left out',
      { kind: 'and', of: [isX, { kind: 'not', of: isY }] },
      '  selection:\n    eventName: x\n  filter:\n    userAgent|contains|cased:\n      - y\n      - z\\*\n  condition: selection and not filter\n',
    ],
    [
      'a field twice',
      { kind: 'and', of: [isX, { ...isX, values: ['y'] }] },
      '  selection:\n    eventName: x\n  selection_2:\n    eventName: y\n  condition: selection and selection_2\n',
    ],
    [
      'an element',
      { kind: 'element', field: 'resources', of: { kind: 'or', of: [isX, { kind: 'not', of: isX }] } },
      '  _part:\n    eventName: x\n  selection:\n    resources|element: _part or not _part\n  condition: selection\n',
    ],
    [
      'nothing',
      { kind: 'or', of: [] },
      '  selection:\n    eventID|exists: true\n  condition: selection and not selection\n',
    ],
  ])('says %s', (_, condition, detection) => {
    expect(detectionOf(condition)).toBe(detection);
  });

  test('keeps the meaning of every tree on random records', () => {
    const verdicts = { true: 0, false: 0 };
    const property = fc.property(
      arbitraryCondition,
      fc.array(arbitraryRecord, { minLength: 5, maxLength: 5 }),
      (condition, records) => {
        const original = toPredicate(condition);
        const rendered = toPredicate(readBack({ ...RULE, condition }).condition);
        for (const record of records) {
          expect(rendered(record)).toBe(original(record));
          verdicts[`${original(record)}`]++;
        }
      },
    );
    fc.assert(property, { numRuns: 500 });
    expect(Math.min(verdicts.true, verdicts.false)).toBeGreaterThan(cases(200));
  });

  test.each([[''], ['trailwatch: {concludedBy: d}\n']])(
    'keeps the meaning of a correlation, and the rules that it has (%#)',
    (conclusion) => {
      const text = `title: C\nid: c\nlevel: high\ncorrelation:
  type: value_count
  rules: [a, b]
  group-by: [who]
  aliases: {who: {a: userAgent, b: userIdentity.arn${conclusion === '' ? '' : ', d: userAgent'}}}
  timespan: 2h
  condition: {field: [awsRegion, userAgent], gt: 3${conclusion === '' ? ', lt: 9' : ''}}
generate: true
${conclusion}---
${renderSigma({ ...RULE, id: 'a', name: 'a' })}---
${renderSigma({ ...RULE, id: 'b', name: 'b' })}${
  conclusion === ''
    ? ''
    : `---
${renderSigma({ ...RULE, id: 'd', name: 'd' })}`
}`;
      const read = parseSigma(text, 'c.yml').correlations[0]!.correlation;
      const again = parseSigma(renderSigma(read), 'd.yml');
      expect(again.problems).toEqual([]);
      expect(again.correlations[0]?.correlation).toEqual(read);
      expect(again.rules.map(({ rule }) => rule)).toEqual(read.rules);
    },
  );
});

describeCorpus('every shared rule as Sigma', () => {
  test('is read as the same rule', () => {
    const folders = ['sigma/rules', 'sigma-suzaku', 'sigma-other'];
    const rules = folders.flatMap((folder) =>
      ruleFiles(folder).flatMap(({ text, name }) => parseSigma(text, name).rules.map(({ rule }) => rule)),
    );
    expect(rules.length).toBeGreaterThan(600);
    const records = corpusRecords().filter((_, index) => index % 200 === 0);
    for (const rule of rules) {
      const again = readBack(rule);
      expect({ ...again, condition: undefined }).toEqual({ ...rule, condition: undefined });
      const [original, rendered] = [toPredicate(rule.condition), toPredicate(again.condition)];
      expect(records.filter(rendered)).toEqual(records.filter(original));
    }
  });
});
