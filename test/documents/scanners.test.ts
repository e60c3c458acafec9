import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expectDocument } from '../access/expect-document';
import { ROOT } from './code-blocks';
import { failing, SCANNER_CONTROLS, type Scanned, type ScannerControl } from './scanner-controls';

const DEPLOYED = 'test/integ/__snapshots__/reference-app-one-account/Trailwatch.template.json';
const { Resources } = JSON.parse(readFileSync(join(ROOT, DEPLOYED), 'utf8')) as {
  readonly Resources: Scanned;
};

const HEAD = `# Scanner findings

Security Hub, Prowler and similar tools compare resources with general rules. This page lists the controls of [AWS Foundational Security
Best Practices](https://docs.aws.amazon.com/securityhub/latest/userguide/fsbp-standard.html) that depend on the template, for
the resources of the stack that the reference app deploys into one account. If a control fails by default, its row has the reason
and the property that changes it. Controls on the account, such as S3.1 and Config.1, are not included.

Generated: \`npm run generate\` writes it again. \`npm run test:peers\` also runs cfn-lint and checkov on every estate of the tests.

| control | requires | resources | default |
| --- | --- | --- | --- |
`;

function rowOf(control: ScannerControl): string {
  const { id, title, type, reason } = control;
  const all = Object.values(Resources).filter((resource) => resource.Type === type).length;
  const failed = failing(control, Resources).length;
  const verdict = reason === undefined ? 'passes' : `${failed} of ${all} fail: ${reason}`;
  return `| ${id} | ${title} | \`${type}\` | ${verdict} |\n`;
}

test.each(SCANNER_CONTROLS.map((control) => [control.id, control] as const))(
  'the default stack fails %s only for a reason',
  (_id, control) => {
    const types = Object.values(Resources).map(({ Type }) => Type);
    expect(types).toContain(control.type);
    const failed = failing(control, Resources);
    if (control.reason === undefined) expect(failed).toEqual([]);
    else expect(failed).not.toEqual([]);
  },
);

test('the document on scanners is what the template gives', () => {
  expectDocument('review/scanners.md', HEAD + SCANNER_CONTROLS.map(rowOf).join(''));
});
