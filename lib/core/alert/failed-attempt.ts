const THEN =
  'Find out why it was attempted, and whether the same caller succeeded at another time. ' +
  'Steps below that undo, restore or replace something are for that case only.';

/** How an attempt that did not succeed begins the title of its alert, and the first step that says what follows from it. */
const ATTEMPTS = {
  denied: { word: 'Denied', step: `AWS denied this, so nothing was changed or read. ${THEN}` },
  failed: {
    word: 'Failed',
    step: `This failed, so most likely nothing was changed or read: check that first. ${THEN}`,
  },
  /** Of several attempts. */
  several: {
    word: 'Denied or failed',
    step: `These calls were denied or failed, so most likely nothing was changed or read: check the failed ones first. ${THEN}`,
  },
  'dry-run': { word: 'Dry run', step: `This was a dry run, so nothing was changed. ${THEN}` },
} as const;

/** The title and the first steps of an alert on an attempt, for several that ended in different ways; those of others as they are. */
export function asSeveral<T extends { readonly title: string; readonly firstSteps?: readonly string[] }>(
  alert: T,
): T {
  const { title, firstSteps: [first, ...others] = [] } = alert;
  const attempt = Object.values(ATTEMPTS).find(({ word }) => title.startsWith(`${word}: `));
  if (attempt === undefined) return alert;
  const steps = first === undefined ? [] : first === attempt.step ? others : [first, ...others];
  return {
    ...alert,
    title: renderAttempt(title.slice(attempt.word.length + 2), 'several'),
    firstSteps: steps.length === 0 ? [] : [ATTEMPTS.several.step, ...steps],
  };
}

/** How an attempt ended that did not succeed. */
export type AttemptEnding = keyof typeof ATTEMPTS;

/** The title of a rule, for an attempt that did not succeed. */
export function renderAttempt(title: string, ending: AttemptEnding): string {
  return `${ATTEMPTS[ending].word}: ${title}`;
}

/**
 * The first steps of a rule for an alert with this title: those of a rule that is on calls which succeed have a step before them
 * if none succeeded. Rules on calls that do not succeed have steps of their own for it.
 */
export function stepsOfAttempt(
  rule: { readonly title: string; readonly firstSteps: readonly string[] },
  title: string,
): readonly string[] {
  const { firstSteps } = rule;
  if (title === rule.title || firstSteps.length === 0) return firstSteps;
  const attempt = Object.values(ATTEMPTS).find(({ word }) => title.endsWith(`${word}: ${rule.title}`));
  return attempt === undefined ? firstSteps : [attempt.step, ...firstSteps];
}

/** The first step of an alert where it is not one of its rule, but states that no call succeeded. */
export function attemptStepOf(alert: { readonly firstSteps?: readonly string[] }): string | undefined {
  return Object.values(ATTEMPTS).find(({ step }) => step === alert.firstSteps?.[0])?.step;
}
