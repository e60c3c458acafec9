import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { readBuiltInFiles } from '../../bin/generators/built-in-rules';
import { parseSigma } from '../../lib/core/sigma/sigma-file';
import { describeCorpus } from '../parity/corpus';
import { FINDING_TYPES, GUARDDUTY_COVERAGE_PATH, renderGuardDutyCoverage } from './guardduty-coverage';
import { sigmaCoverage } from './sigma-coverage';
import { ARGUED, renderSigmaCoverage, SIGMA_COVERAGE_PATH } from './sigma-coverage-page';
import { witnessesOf } from './witnesses';

function conditionOf(detection: string) {
  const text = `title: t\nlogsource: { product: aws, service: cloudtrail }\ndetection:\n${detection}`;
  const [found] = parseSigma(text, 'a.yml').rules;
  if (found === undefined) throw new Error('the rule cannot be read');
  return found.rule.condition;
}

describe('the records that a condition asks for', () => {
  test('are one for each of its values, with what is common to them', () => {
    const condition = conditionOf(`  a:
    eventSource: iam.amazonaws.com
    eventName: [CreateUser, CreateRole]
  b: { requestParameters.path|startswith: /team/ }
  failed: { errorCode|exists: true }
  condition: a and b and not failed
`);
    expect(witnessesOf(condition)).toMatchObject([
      { eventName: 'CreateUser', eventSource: 'iam.amazonaws.com', requestParameters: { path: '/team/' } },
      { eventName: 'CreateRole', eventSource: 'iam.amazonaws.com', requestParameters: { path: '/team/' } },
    ]);
  });

  test('are none if the condition contradicts itself', () => {
    expect(
      witnessesOf(conditionOf('  a: { eventName: A }\n  b: { eventName: B }\n  condition: a and b\n')),
    ).toEqual([]);
  });
});

describe("GuardDuty's types of findings", () => {
  it('stand beside rules that exist, or a reason', () => {
    const known = new Set(
      readBuiltInFiles().flatMap(({ parsed }) =>
        [
          ...parsed.rules.map(({ rule }) => rule),
          ...parsed.correlations.map(({ correlation }) => correlation),
        ].map(({ name }) => name),
      ),
    );
    const cells = Object.values(FINDING_TYPES);
    expect(cells.flatMap(({ by }) => by.filter((name) => !known.has(name)))).toEqual([]);
    expect(cells.filter(({ by, reason }) => by.length === 0 && reason === undefined)).toEqual([]);
  });

  it('stand in the table; else run npm run cover:sigma', () => {
    const page = readFileSync(resolve(__dirname, '../..', GUARDDUTY_COVERAGE_PATH), 'utf8');
    expect(page).toBe(renderGuardDutyCoverage());
  });
});

describeCorpus('public Sigma rules of level medium or higher (skipped without the corpus)', () => {
  const coverage = sigmaCoverage();

  it('are many, and each gives a record that it matches itself', () => {
    expect(coverage.length).toBeGreaterThan(150);
    expect(coverage.filter(({ records }) => records === 0).map(({ file }) => file)).toEqual([]);
  });

  it('are each covered by a built-in rule, or argued', () => {
    const open = coverage.filter(({ by }) => by.length === 0).map(({ file }) => file.split('/').at(-1));
    expect(open).toEqual(Object.keys(ARGUED));
    expect(coverage.filter(({ records, matched }) => matched === records).length).toBeGreaterThan(140);
  });

  it('stand in the table; else run npm run cover:sigma', () => {
    const page = readFileSync(resolve(__dirname, '../..', SIGMA_COVERAGE_PATH), 'utf8');
    expect(page).toBe(renderSigmaCoverage());
  });
});
