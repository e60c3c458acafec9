import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { readBuiltInFiles } from '../../bin/generators/built-in-rules';
import { decodeRules } from '../../lib/core/rule/rule-document';
import { Trailwatch } from '../../lib/index';
import { ROOT } from './code-blocks';

/**
 * Catalogues, which list every rule with its severity, the figures of what they raise, and runbooks of alarms, which count calls that raise
 * no alert of their own.
 */
const CATALOGUES =
  /^(?:alerts\/noise|reference\/(?:rules|attack|guardduty-coverage|other-catalogues|sigma-coverage))\.md$|^runbooks\/cloudwatch-/;

const FILES = readBuiltInFiles().map(({ parsed }) => parsed);
const NAMES = new Set([
  ...FILES.flatMap(({ rules }) => rules.map(({ rule }) => rule.name)),
  ...FILES.flatMap(({ correlations }) => correlations.map(({ correlation }) => correlation.name)),
]);

/** The built-in rules that pages cite as what detects something, with a page of each. */
function citedRules(): ReadonlyMap<string, string> {
  const pages = readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' });
  const cited = pages
    .filter((page) => page.endsWith('.md') && !CATALOGUES.test(page))
    .flatMap((page) => {
      const text = readFileSync(join(ROOT, 'docs', page), 'utf8');
      const words = text.match(/(?<=`|built-in rule )[a-z0-9]+(?:-[a-z0-9]+)+(?=`| detects)/g) ?? [];
      return words.filter((word) => NAMES.has(word)).map((word) => [word, page] as const);
    });
  return new Map(cited);
}

test('every rule that a page cites is in the default set that Trailwatch deploys', () => {
  const stack = new Stack(new App({ analyticsReporting: false }), 'Audit', {
    env: { account: '111122223333', region: 'eu-west-1' },
  });
  const { processor } = new Trailwatch(stack, 'Trailwatch');
  const { rules, correlations } = decodeRules(processor._rules._encode().text);
  const deployed = new Set([...rules, ...correlations].map(({ name }) => name));
  const cited = citedRules();
  expect(cited.size).toBeGreaterThan(10);
  expect([...cited].filter(([name]) => !deployed.has(name))).toEqual([]);
});
