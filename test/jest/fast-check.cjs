const fc = require('../../node_modules/fast-check/lib/cjs/fast-check.js');
const { cases } = require('./cases');

const SEED = Number(process.env.TRAILWATCH_SEED ?? 20261120);

/** fast-check's `assert`, with a seed that all runs have in common, and this run's share of the cases. */
const assert = (property, { numRuns = 100, ...parameters } = {}) =>
  fc.assert(property, { seed: SEED, ...parameters, numRuns: cases(numRuns) });

/** What every test gets as `fast-check`. */
module.exports = { ...fc, assert, default: { ...fc, assert } };
Object.defineProperty(module.exports, '__esModule', { value: true });
