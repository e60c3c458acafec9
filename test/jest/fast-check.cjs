const fc = require('../../node_modules/fast-check/lib/cjs/fast-check.js');
const { cases } = require('./cases');

const SEED = Number(process.env.TRAILWATCH_SEED ?? 20261120);

/** fast-check's `assert`, with a seed that all runs have in common, and this run's share of the cases. */
const assert = (property, { numRuns = 100, ...parameters } = {}) =>
  fc.assert(property, { seed: SEED, ...parameters, numRuns: cases(numRuns) });

/** The first surrogate, and how many there are: no code point of a text. */
const SURROGATES = { first: 0xd800, count: 0x800 };

/**
 * The code points of `unit: 'binary'`, in the same order and from the same numbers. fast-check's own makes a table of all of them for what is
 * a subtraction: a second and 85 MB of each worker.
 */
const codePoint = fc.nat({ max: 0x10ffff - SURROGATES.count }).map(
  (index) => String.fromCodePoint(index < SURROGATES.first ? index : index + SURROGATES.count),
  (text) => {
    const code = typeof text === 'string' ? (text.codePointAt(0) ?? SURROGATES.first) : SURROGATES.first;
    const isSurrogate = code >= SURROGATES.first && code < SURROGATES.first + SURROGATES.count;
    if (isSurrogate || String.fromCodePoint(code) !== text) throw new Error('no code point');
    return code < SURROGATES.first ? code : code - SURROGATES.count;
  },
);

/** fast-check's `string`. */
const string = ({ unit, ...constraints } = {}) =>
  fc.string({
    ...constraints,
    ...(unit === undefined ? {} : { unit: unit === 'binary' ? codePoint : unit }),
  });

/** What every test gets as `fast-check`. */
module.exports = { ...fc, assert, string, default: { ...fc, assert, string } };
Object.defineProperty(module.exports, '__esModule', { value: true });
