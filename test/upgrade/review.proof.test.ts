import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { packageVersion } from '../../bin/cli/package-root';
import { readEstate } from '../../bin/estate/read-estate';
import { renderVerdict } from '../../bin/review/review-verdict';
import { readBuiltInRules } from '../../bin/rules/built-in-rules';
import { withAcceptances } from '../../lib/core/review/acceptance';
import { reviewDocument } from '../../lib/core/review/document/review-document';
import { failingChanges } from '../../lib/core/review/review-change';
import { folderForAllTests } from '../test-folder';
import { releaseFolder } from './release-build';

const folder = folderForAllTests();

/**
 * What a release changes in its resources, which protects more or the same: rules on own resources, which name them, are of the app and not of
 * the release, and so is the list of techniques that rules detect.
 */
const OTHERS = /^(pipeline-changed|coverage-gained|cost-\w+|(encryption|detection)-strengthened)$/;

function assembly(root: string, size: string): string {
  const outdir = join(folder, `${size}-${root.length}`);
  const program = join(__dirname, 'synthesize-app.ts');
  execFileSync(process.execPath, ['--no-warnings', '--import', 'tsx', program, root, outdir, size]);
  return outdir;
}

it.each(['default', 'organization'])(
  'an upgrade from the release to now fails the gate only by alerts that no rule raises, which one acceptance is for: %s',
  (size) => {
    const [base, head] = [releaseFolder(), join(__dirname, '../..')].map((root) =>
      readEstate(assembly(root, size)),
    );
    const reviewed = reviewDocument({
      base: base!,
      head: head!,
      library: { version: packageVersion(), builtIn: readBuiltInRules },
    });
    expect(reviewed.upgrade).toEqual({ from: null, to: expect.stringMatching(/^\d/) });
    const changes = withAcceptances(reviewed.changes, [], new Date(0));
    const failing = failingChanges(changes, ['weaker', 'unknown']);
    expect(failing.filter(({ byUpgrade, kind }) => !byUpgrade || kind !== 'detection-weakened')).toEqual([]);
    expect(failing.filter(({ message }) => !message.includes(', such as one with '))).toEqual([]);
    expect(new Set(failing.map(({ fingerprint }) => fingerprint)).size).toBeLessThanOrEqual(1);
    expect(changes.filter(({ byUpgrade, kind }) => !byUpgrade && !OTHERS.test(kind))).toEqual([]);
    const ofUpgrade = renderVerdict(reviewed)
      .split('\n')
      .filter((line) => line.includes('by the upgrade of'));
    expect(ofUpgrade.length).toBeLessThanOrEqual(3);
    expect(changes.filter(({ byUpgrade }) => byUpgrade).length).toBeGreaterThan(20);
  },
);
