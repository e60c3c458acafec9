import fc from 'fast-check';
import type { Alert } from '../../../../lib/core/alert/alert';
import { Backtest, type BacktestResult } from '../../../../lib/core/review/backtest/backtest';
import { type RuleSides, toRuleUnion } from '../../../../lib/core/review/backtest/rule-union';
import { toMarkdown } from '../../../../lib/core/review/backtest/to-markdown';
import { ruleOn } from '../../../lambda/log-processor/log-files';
import { sampleAlert } from '../../alert/sample-alert';

const FACTS = { base: 'main', head: 'pull', records: 1_234_567 };

/** So many alerts on so many days of each of some new rules. */
function resultOf(
  rules: number,
  alerts: number,
  changes: Partial<Alert> = {},
  title = 'Title',
): BacktestResult {
  const all = Array.from({ length: rules }, (_, at) => ({ ...ruleOn(`Call${at}`), title }));
  const sides: RuleSides = { base: [], head: [{ rules: all, correlations: [] }] };
  const backtest = new Backtest(toRuleUnion(sides));
  for (let rule = 0; rule < rules; rule++)
    for (let at = 0; at < alerts; at++)
      backtest.addRecordAlerts([
        {
          ...{ ...sampleAlert(), ...changes, ruleId: `r${rule}`, source: { key: `file-${at}`, index: at } },
          ...{ eventTime: new Date(Date.UTC(2026, 7, 1 + at)).toISOString(), eventName: `Call${at}` },
        },
      ]);
  return backtest.end();
}

test('is short on top, and has days and examples folded', () => {
  const text = toMarkdown(resultOf(2, 8), FACTS);
  expect(text.split('<details>')).toHaveLength(3);
  expect(text.slice(0, text.indexOf('- gained'))).toBe(`<!-- trailwatch backtest -->
## trailwatch backtest

**Alerts that differ: 16 gained; 0 stay the same.** A week with records like these has 0 alerts before the change and 16 after it.

Base: main. Head: pull. 1,234,567 records from 2026-08-01 to 2026-08-08, 7.0 days.

| Severity | Alerts before | Alerts after | A week |
| --- | ---: | ---: | ---: |
| high | 0 | 16 | 0 → 16 |

| Rule | Definition | Before | After | Gained | Lost | Other severity | A week |
| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |
| rule-Call0 | added, high | 0 | 8 | 8 | 0 | 0 | 0 → 8.0 |
| rule-Call1 | added, high | 0 | 8 | 8 | 0 | 0 | 0 → 8.0 |

<details><summary>rule-Call0: +8</summary>

Title

| Day | Gained | Lost | Other severity |
| --- | ---: | ---: | ---: |
${Array.from({ length: 8 }, (_, at) => `| 2026-08-0${at + 1} | 1 | 0 | 0 |\n`).join('')}
`);
  expect(text.match(/^- gained .+$/m)?.[0]).toBe(
    `- gained (high) 2026-08-01T00:00:00.000Z: ${sampleAlert().summary} (111122223333, ${sampleAlert().eventID}, file-0)`,
  );
});

test('says what it comes to if nothing differs', () => {
  const same = { rules: [ruleOn('Call')], correlations: [] };
  const result = new Backtest(toRuleUnion({ base: [same], head: [same] })).end();
  expect(toMarkdown(result, { ...FACTS, records: 0 })).toContain(
    '**Both rule sets raise the same alerts: no rule definition differs.**',
  );
});

test('has at most 65,000 characters, however many rules, days and alerts there are', () => {
  const text = toMarkdown(resultOf(400, 40, { summary: '|'.repeat(500) }), FACTS);
  expect(text.length).toBeLessThanOrEqual(65_000);
  expect(text.length).toBeGreaterThan(50_000);
  expect(text).toMatch(/\nThe details of \d+ more rules are in the format `ndjson`\.\n$/);
  expect(text).toContain('\n360 more rules are not in the table.\n');
});

test('has at most 65,000 characters whatever rules are called', () => {
  const all = Array.from({ length: 200 }, (_, at) => ({ ...ruleOn(`Call${at}`), name: '@'.repeat(300) }));
  const union = toRuleUnion({ base: [], head: [{ rules: all, correlations: [] }] });
  const text = toMarkdown(new Backtest(union).end(), {
    ...FACTS,
    base: '@'.repeat(999),
    head: '@'.repeat(999),
  });
  expect(text.length).toBeLessThanOrEqual(65_000);
  expect(text).toMatch(/\n\d+ more rules are not in the table\.\n/);
});

/** What would be markup, a mention, or another row. */
const HOSTILE = [
  '</details>',
  '<img src=x onerror=alert(1)>',
  '| a | b |',
  '@everyone',
  '#1',
  '[a](http://b)',
  '\n# x',
  '`x`',
];

test('nothing of a record or a rule becomes markup', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...HOSTILE), { minLength: 1, maxLength: 4 }), (parts) => {
      const text = parts.join(' ');
      const changes = { summary: text, recipientAccountId: text, eventID: text };
      const written = toMarkdown(resultOf(1, 1, changes, text), { ...FACTS, base: text, head: text });
      const plain = toMarkdown(
        resultOf(1, 1, { summary: 'x', recipientAccountId: 'x', eventID: 'x' }, 'x'),
        FACTS,
      );
      // As many lines, tags and cells as without it; a mention is no mention inside an element.
      expect(written.split('\n')).toHaveLength(plain.split('\n').length);
      const tags = (all: string) => all.match(/<(?!\/?span>)[^>]*>/g);
      expect(tags(written)).toEqual(tags(plain));
      expect(written.split('|')).toHaveLength(plain.split('|').length);
      expect(written).not.toMatch(/@|\]\(|(?<!`)`x|(?<!&)#1/);
    }),
  );
});
