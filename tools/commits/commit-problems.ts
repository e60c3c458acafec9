/** The longest subject: `git log --oneline`, a pull request and a mail show so many characters. */
const MAX_SUBJECT = 72;

/** `digest: refuse a chain that skips a day`; the room may be a path, or several. */
const SUBJECT = /^[a-z][\w./-]*(?:, [a-z][\w./-]*)*: (?<text>\S.*)$/;

/** What Git writes itself. */
const WRITTEN_BY_GIT = /^Revert "/;

/** Words that begin a statement of a fact, and never an instruction. */
const NO_VERB = new Set(
  (
    'a an the this that these those no none not nothing each every all both one two some several many more most other another ' +
    'it its they their there what which who whose when where why how whether if as at by for from in into of on only or and to with ' +
    'without is are was were be been has have had can may must should will'
  ).split(' '),
);

/** A third person, a participle or a plural, such as `adds`, `added`, `adding` and `rules`; `pass`, `focus`, `embed` and `bring` are none. */
const INFLECTED = /(?:[^su]s|[^e]ed|[a-z]{3}ing)$/;
const BASE_FORM = /^(?:bias|alias|embed|shed|bring|string|ping|bed|wed)$/;

/** A line that names people or numbers, in place of a reason. */
const TRAILER = /^[A-Z][\w-]*(?:-[a-z][\w-]*)*: \S/;

/** Problems of a commit message: its subject is `room: imperative` of at most 72 characters, and its body has the reasons. */
export function commitProblems(message: string): readonly string[] {
  const [subject = '', ...lines] = message.trimEnd().split('\n');
  const problems = WRITTEN_BY_GIT.test(subject) ? [] : subjectProblems(subject);
  const body = lines.filter((line) => line.trim() !== '' && !TRAILER.test(line)).join(' ');
  return [
    ...problems,
    ...(lines.length > 0 && lines[0] !== '' ? ['the second line is not empty'] : []),
    ...(body === '' ? ['the body is empty: write why, and what was measured'] : []),
  ];
}

function subjectProblems(subject: string): readonly string[] {
  const text = SUBJECT.exec(subject)?.groups?.text;
  const verb = text?.split(/[\s,:]/)[0] ?? '';
  return [
    ...(subject.length > MAX_SUBJECT
      ? [`the subject has ${subject.length} characters, of at most ${MAX_SUBJECT}`]
      : []),
    ...(text === undefined ? ["the subject is not 'room: imperative', with a room in lower case"] : []),
    ...(text !== undefined && !isImperative(verb)
      ? [`'${verb}' is no imperative: write what the commit does, such as 'refuse a chain that skips a day'`]
      : []),
    ...(text?.endsWith('.') === true ? ['the subject ends with a full stop'] : []),
  ];
}

function isImperative(verb: string): boolean {
  return /^[a-z][a-z-]*$/.test(verb) && !NO_VERB.has(verb) && (!INFLECTED.test(verb) || BASE_FORM.test(verb));
}
