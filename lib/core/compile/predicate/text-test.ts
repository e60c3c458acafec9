import { remembered, rememberedPair } from '../../keyed/remembered';
import { foldingOf } from '../../rule/fold-case';
import { toPlainSearch } from '../../rule/plain-expression';
import { compileExpression } from '../../rule/regular-expression';
import { toPatternTest } from '../../rule/wildcard-match';
import { literalText, type PatternQuestion, type TextQuestion } from '../text-question';

/** Whether a text is what a question asks. */
export type TextTest = (text: string) => boolean;

/** The test of a question. It throws if it is a regular expression that cannot be used. */
export function toTextTest(question: TextQuestion): TextTest {
  switch (question.form) {
    case 'expression':
      return searchOf(question.expression, question.flags);
    case 'wildcard':
      return wildcardTest(question);
    case 'exact':
      return exactTest(question);
    default:
      return literalTest(question, COMPARISONS[question.form]);
  }
}

/** Texts are equal only if they have one length, which folding leaves as it is: most texts need not be folded. */
function exactTest(question: PatternQuestion): TextTest {
  const fold = foldingOf(question);
  const values = literalsOf(question, fold);
  const [only] = values;
  if (only !== undefined && values.length === 1)
    return (text) => text.length === only.length && fold(text) === only;
  const known = new Set(values);
  const lengths = new Set(values.map(({ length }) => length));
  return (text) => lengths.has(text.length) && known.has(fold(text));
}

type Comparison = (text: string, value: string) => boolean;

const COMPARISONS: Readonly<Record<Exclude<PatternQuestion['form'], 'wildcard' | 'exact'>, Comparison>> = {
  prefix: (text, value) => text.startsWith(value),
  suffix: (text, value) => text.endsWith(value),
  contains: (text, value) => text.includes(value),
};

function literalTest(question: PatternQuestion, compare: Comparison): TextTest {
  const fold = foldingOf(question);
  const values = literalsOf(question, fold);
  const test = (text: string): boolean => {
    const folded = fold(text);
    return values.some((value) => compare(folded, value));
  };
  return values.length < FEW_VALUES ? test : remembered(test);
}

function literalsOf({ patterns }: PatternQuestion, fold: (text: string) => string): readonly string[] {
  return patterns.map((pattern) => fold(literalText(pattern)));
}

function wildcardTest(question: PatternQuestion): TextTest {
  const fold = foldingOf(question);
  const tests = question.patterns.map((pattern) => toPatternTest(pattern, fold));
  return (text) => {
    const folded = fold(text);
    return tests.some((test) => test(folded));
  };
}

/** Compiled when there is a text: compiling takes longer than the rest of a rule, and most records do not need it. */
function searchOf(expression: string, flags: string): TextTest {
  let isFoundIn: TextTest | undefined;
  return (text) => {
    isFoundIn ??= compile(expression, flags);
    return isFoundIn(text);
  };
}

/** Several rules have the same expression: it is compiled once, and its answers are shared. */
const compile = rememberedPair((expression: string, flags: string): TextTest => {
  const plain = toPlainSearch(expression, flags);
  if (plain !== undefined) return remembered(plain);
  const compiled = compileExpression(expression, flags);
  if ('reason' in compiled)
    throw new Error(`the regular expression '${expression}' cannot be used: ${compiled.reason}`);
  return remembered(compiled.isFoundIn);
});

/** To look for fewer values takes less time than to find an answer that is known. */
const FEW_VALUES = 4;
