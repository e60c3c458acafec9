import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { openRules } from '../../../lambda/raise/open-rules';
import { createDocumentLayer } from '../../../lib/constructs/asset/document-layer';
import { RuleSet } from '../../../lib/constructs/rule/rule-set';
import { toRulesDocument } from '../../../lib/constructs/worker/rules-document';
import { IndexedRules } from '../../../lib/core/compile/predicate/indexed-rules';
import { OWN_KEYS } from '../../../lib/core/inventory/tampering/own-keys';
import { encodeRules } from '../../../lib/core/rule/rule-document';
import { folderForEachTest } from '../../test-folder';
import { ruleOn } from '../log-processor/log-files';

const folder = folderForEachTest();
test('the rules of a layer are opened by the index that the construct writes beside them', () => {
  const stack = new Stack(new App({ outdir: folder }), 'Audit');
  const { file } = createDocumentLayer(stack, 'Rules', toRulesDocument(RuleSet.builtIn()));
  const written = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  const found = written.find((path) => `/opt/${path}`.endsWith(file.slice('/opt'.length)));
  const opened = openRules(join(folder, found ?? ''), undefined);
  expect(opened).toBeInstanceOf(IndexedRules);
  expect((opened as IndexedRules).alertingIds).toEqual(RuleSet.builtIn().rules.map(({ ruleId }) => ruleId));
});

test('without an index all rules are decoded at once, with the keys in place', () => {
  const condition = { kind: 'equals', field: 'keyId', values: [OWN_KEYS], cased: true } as const;
  const file = join(folder, 'rules.json');
  writeFileSync(file, encodeRules({ rules: [{ ...ruleOn('StopLogging'), condition }], correlations: [] }));
  const opened = openRules(file, 'arn:a arn:b');
  expect(opened).not.toBeInstanceOf(IndexedRules);
  expect(opened).toMatchObject({ rules: [{ condition: { values: ['arn:a', 'arn:b'] } }], correlations: [] });
});
