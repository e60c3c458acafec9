import fc from 'fast-check';
import { parse, stringify } from 'yaml';
import { RuleMatcher } from '../../lib/core/compile/predicate/rule-matcher';
import { toPredicate } from '../../lib/core/compile/predicate/to-predicate';
import { decodeRules, encodeRules } from '../../lib/core/rule/rule-document';
import { parseSigma } from '../../lib/core/sigma/sigma-file';
import { cases } from '../jest/cases';
import { arbitraryRecord } from './arbitrary-record';
import { arbitraryDetection } from './arbitrary-sigma';
import { type OracleDetection, oracleHolds } from './sigma-oracle';

test('a random rule means to the predicate and to the matcher what it means to the naive evaluator', () => {
  const verdicts = { true: 0, false: 0 };
  const property = fc.property(
    arbitraryDetection,
    fc.array(arbitraryRecord, { minLength: 6, maxLength: 6 }),
    (detection, records) => {
      const text = stringify({
        title: 'random',
        logsource: { product: 'aws', service: 'cloudtrail' },
        detection,
      });
      const { rules, problems } = parseSigma(text, 'random.yml');
      expect(problems.filter(({ severity }) => severity === 'error')).toEqual([]);
      const predicate = toPredicate(rules[0]!.rule.condition);
      const matcher = RuleMatcher.of(
        decodeRules(encodeRules({ rules: [rules[0]!.rule], correlations: [] })).rules,
      );
      const read = parse(text).detection as OracleDetection;
      for (const record of records) {
        const naive = oracleHolds(read, record);
        expect([predicate(record), matcher.match(record).length === 1]).toEqual([naive, naive]);
        verdicts[`${naive}`]++;
      }
    },
  );
  fc.assert(property, { numRuns: 600 });
  expect(Math.min(verdicts.true, verdicts.false)).toBeGreaterThan(cases(600));
}, 3_600_000);
