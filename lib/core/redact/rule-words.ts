import { type Condition, mapLeaves } from '../rule/condition';

/** The words that rules look for, which redaction leaves in place. */
export interface RuleWords {
  /** Lower-case words. */
  readonly words: ReadonlySet<string>;
  /** Lower-case parts of words, which a rule may find inside of longer ones. */
  readonly parts: ReadonlySet<string>;
  /** Ranges of addresses. */
  readonly ranges: readonly string[];
}

/** A shorter part is in too many names to identify any. */
const MIN_PART_LENGTH = 4;

/** The words that conditions compare with. */
export function ruleWords(conditions: readonly Condition[]): RuleWords {
  const [words, parts, ranges] = [new Set<string>(), new Set<string>(), new Set<string>()];
  const add = (texts: readonly string[], mayBePart: boolean): void => {
    for (const word of texts.flatMap(wordsOf)) {
      words.add(word);
      if (mayBePart && word.length >= MIN_PART_LENGTH) parts.add(word);
    }
  };
  for (const condition of conditions)
    mapLeaves(condition, (leaf) => {
      if ('field' in leaf) add([leaf.field], false);
      if ('values' in leaf) add(leaf.values, leaf.kind !== 'equals');
      if ('patterns' in leaf)
        add(
          leaf.patterns.flat().flatMap((part) => ('text' in part ? [part.text] : [])),
          true,
        );
      if ('expression' in leaf) add([leaf.expression.replaceAll(/\\[A-Za-z]/g, ' ')], true);
      if ('ranges' in leaf) for (const range of leaf.ranges) ranges.add(range);
      return leaf;
    });
  return { words, parts, ranges: [...ranges] };
}

function wordsOf(text: string): readonly string[] {
  return text.toLowerCase().match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
}
