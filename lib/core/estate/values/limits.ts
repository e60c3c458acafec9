/** References that lead further than this are unknown; templates that work stay far below it. */
export const MAX_DEPTH = 60;

/** Longer text is unknown: no name, ARN, pattern or policy is as long. */
export const MAX_TEXT_LENGTH = 256 * 1024;

/** Parts of one value, with all that its references lead to. A template of 1 MB has fewer. */
export const MAX_PARTS = 200_000;

/** Open conditions in one text: each doubles the texts that it can be. */
export const MAX_CHOICES_IN_TEXT = 6;

/** What is unknown is named in at most as many characters; of longer words, a hash keeps the rest apart. */
export const MAX_WORDS_LENGTH = 200;
