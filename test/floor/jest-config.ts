import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const ROOT = resolve(__dirname, '../..');

/** The tests of what newer versions of the CDK add, by the ends of their names. */
const OF_NEWER_VERSIONS = [
  // The CDK's own rules for templates.
  'fails on a template that breaks a rule, or nothing would be judged',
  // cdk-nag 3 needs the CDK's validations; cdk-nag 2 runs on every version.
  'cdk-nag 3 sees what is in the template, and that it is acknowledged',
  // The oldest version refuses the reference in its own words.
  'from another stack to a resource in the template',
];

/**
 * Tests that judge what is in a template, not whether it comes to be: on each version the same, and they take the most time. The
 * scenarios themselves are synthesized by `scenarios.test.ts`.
 */
const OF_ANY_VERSION = ['nag', 'handler-permissions', 'scenario-messages', 'runbooks', 'coverage'];

/** The names of the tests that run on the oldest version, as jest takes them. */
export const TESTS_OF_THE_OLDEST = `^(?!.*(${OF_NEWER_VERSIONS.join('|')})$)`;

/** The configuration of jest in package.json, with the modules of a folder in place of the repository's. */
export function jestConfigBeside(modules: string): Readonly<Record<string, unknown>> {
  const { jest } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
    readonly jest: Readonly<Record<string, unknown>>;
  };
  return {
    ...jest,
    rootDir: ROOT,
    testPathIgnorePatterns: ['\\.proof\\.test\\.ts$', `/(${OF_ANY_VERSION.join('|')})\\.test\\.ts$`],
    moduleNameMapper: {
      '^(aws-cdk-lib|constructs)$': join(modules, '$1'),
      '^aws-cdk-lib/(.*)$': join(modules, 'aws-cdk-lib/$1'),
    },
  };
}
