import { type App, Stack } from 'aws-cdk-lib';
import type { ReviewDocument } from '../../../../lib/core/review/document/review-document';
import { failingChanges, type ReviewChange } from '../../../../lib/core/review/review-change';
import { RuleSet, Trailwatch, type TrailwatchProps } from '../../../../lib/index';
import { ACCOUNT, REGION, TRAIL } from '../../../constructs/synthesize';

/** An app, as its code is. */
export type Build = (app: App) => void;

/**
 * What a review must say of a change. `weaker`: protection is lost, and it says what; `open`: nobody can know, and the gate waits for a person;
 * `stronger`: protection is gained and none lost; `ordinary`: nothing is lost, and the gate lets it pass.
 */
export type Expected = 'weaker' | 'open' | 'stronger' | 'ordinary';

/** A change of the code of an app, and what a review must say of it. */
export interface AppChange {
  readonly name: string;
  readonly expects: Expected;
  /** What a change that is weaker must name. */
  readonly about?: RegExp;
  readonly before: Build;
  readonly after: Build;
}

/** How a review was wrong. */
export type Fault = 'vague' | 'silent' | 'false alarm';

/** The policy of the gate that the changes are held to. */
export const GATE = ['weaker', 'unknown'];

/** How the review of a change is wrong; `undefined` where it is right. */
export function faultIn({ changes }: ReviewDocument, { expects, about }: AppChange): Fault | undefined {
  const failing = failingChanges(changes, GATE);
  const weaker = failing.filter(({ effect }) => effect === 'weaker');
  switch (expects) {
    case 'weaker': {
      if (failing.length === 0) return 'silent';
      return weaker.some((change) => about === undefined || about.test(wordsOf(change)))
        ? undefined
        : 'vague';
    }
    case 'open':
      return failing.length === 0 ? 'silent' : undefined;
    case 'stronger': {
      if (weaker.length > 0) return 'false alarm';
      return failing.length > 0 || !changes.some(({ effect }) => effect === 'stronger') ? 'vague' : undefined;
    }
    case 'ordinary':
      return failing.length === 0 ? undefined : 'false alarm';
    default:
      return expects satisfies never;
  }
}

export function wordsOf({ subject, message }: ReviewChange): string {
  return `${subject}: ${message}`;
}

/** Rules that say something, and are few. */
export function fewRules(...further: readonly string[]): RuleSet {
  return RuleSet.builtIn().only('trail-changed', 'root-user-acted', 'guardduty-disabled', ...further);
}

export const HERE = { account: ACCOUNT, region: REGION };

/** What an app of one account has beside the defaults. */
export interface OneAccount {
  readonly props?: (stack: Stack) => TrailwatchProps;
  readonly also?: (parts: {
    readonly app: App;
    readonly stack: Stack;
    readonly trailwatch: Trailwatch;
  }) => void;
}

/** An app of one account in one stack. */
export function oneAccount({ props = () => ({}), also = () => undefined }: OneAccount = {}): Build {
  return (app) => {
    const stack = new Stack(app, 'Audit', { env: HERE });
    const trailwatch = new Trailwatch(stack, 'Trailwatch', {
      ...{ identity: TRAIL, rules: fewRules(), emails: ['soc@example.com'] },
      ...props(stack),
    });
    also({ app, stack, trailwatch });
  };
}

/** A change of the properties of `Trailwatch`. */
export function ofProps(
  name: string,
  [expects, about]: readonly [expects: Expected, about?: RegExp],
  before: OneAccount['props'],
  after: OneAccount['props'],
): AppChange {
  return ofAccount(
    name,
    [expects, about],
    { ...(before && { props: before }) },
    { ...(after && { props: after }) },
  );
}

/** A change of an app of one account. */
export function ofAccount(
  name: string,
  [expects, about]: readonly [expects: Expected, about?: RegExp],
  before: OneAccount,
  after: OneAccount,
): AppChange {
  return { name, expects, ...(about && { about }), before: oneAccount(before), after: oneAccount(after) };
}

/** The same change the other way. */
export function backwards(change: AppChange, expects: Expected, about?: RegExp): AppChange {
  const { name, before, after } = change;
  return { name: `${name}, and back`, expects, ...(about && { about }), before: after, after: before };
}
