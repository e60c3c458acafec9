const { readFileSync } = require('node:fs');
const { join, sep } = require('node:path');

const LIBRARY = join(__dirname, '../../lib', sep);
/** One reads and parses every rule, the other compiles the schema of alerts. */
const COSTLY = [
  join(__dirname, '../../bin/generators/built-in-rules.ts'),
  join(__dirname, '../core/alert/alert-schema.ts'),
];

/** Packages in which one test leaves nothing for the next, and which take long to load. What they import lasts with them. */
const PACKAGE =
  /[/\\]node_modules[/\\](aws-cdk-lib|cdk-nag|constructs|dynalite|fast-check|pure-rand|re2js|typescript|yaml)[/\\]/;

/** Folders whose tests share modules. */
const ROOM =
  /[/\\](tools[/\\]attacks|test[/\\](access|bin|constructs|core|documents|equivalence|integ|lambda|local-aws|parity|rules|scenarios))[/\\]/;
const OWN_MODULES = /\bjest\s*\.(mock|doMock|isolateModules|resetModules)\b/;

/** Whether a worker loads a module once, for all its test files that are not isolated. */
exports.lasts = (path) => path.startsWith(LIBRARY) || COSTLY.includes(path) || PACKAGE.test(path);

/**
 * Whether a test file has every module for itself, as Jest does it: tests that replace modules or load them anew, and all that is watched,
 * whose modules change between runs. With `TRAILWATCH_ISOLATED=true` each has: whether a test fails for what another one left.
 */
exports.isIsolated = (testPath, { watch, watchAll }) =>
  process.env.TRAILWATCH_ISOLATED === 'true' ||
  watch ||
  watchAll ||
  !ROOM.test(testPath) ||
  OWN_MODULES.test(readFileSync(testPath, 'utf8'));
