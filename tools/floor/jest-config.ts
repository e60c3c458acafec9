import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const ROOT = resolve(__dirname, '../..');

/**
 * Tests that judge what is in a template or what preflight says, not whether a template comes to be: on each version the same, and they
 * take the most time. The scenarios themselves are synthesized by `scenarios.test.ts`. `selection-template` asks the CDK's own rules, which the
 * oldest version does not have.
 */
const OF_ANY_VERSION = [
  ...['audit-guardrails', 'check-realtime-alerts', 'coverage', 'full-stack', 'guarded-results'],
  ...['metric-alarms', 'nag', 'places', 'quotas', 'realtime-alerts-region', 'runbooks', 'scenario-messages'],
  ...['selection-template.property', 'tamper-detection'],
];

/**
 * The names of the tests that run on the oldest version, as jest takes them: it refuses references from elsewhere to what has no name in
 * its own words, and has no mixins.
 */
export const TESTS_OF_THE_OLDEST =
  '^(?!.*(from another stack to a resource in the template|warns where a mixin stops the versions|(LakeChannel|LogReaderRole) in another \\w+ is created, or refused in a sentence)$)';

/** The configuration of jest in package.json, with the modules of a folder in place of the repository's. */
export function jestConfigBeside(modules: string): Readonly<Record<string, unknown>> {
  const { jest } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
    readonly jest: { readonly moduleNameMapper: Readonly<Record<string, string>> };
  };
  return {
    ...jest,
    rootDir: ROOT,
    testPathIgnorePatterns: ['\\.proof\\.test\\.ts$', `/(${OF_ANY_VERSION.join('|')})\\.test\\.ts$`],
    moduleNameMapper: {
      ...jest.moduleNameMapper,
      '^(aws-cdk-lib|constructs)$': join(modules, '$1'),
      '^aws-cdk-lib/(.*)$': join(modules, 'aws-cdk-lib/$1'),
    },
  };
}
