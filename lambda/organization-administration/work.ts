import type { OrganizationServices } from '../aws/organization-services';
import { failureOf } from './failure';
import { type Patience, tryAgain } from './try-again';

/** Why a request cannot be done, in words for the events of the stack. */
export class Refusal extends Error {}

/** Makes a call, which is named by what it does, in the infinitive. */
export type Step = <T>(what: string, call: () => Promise<T>) => Promise<T>;

/** The calls, how they are made, and where changes are noted. */
export interface Work {
  readonly services: OrganizationServices;
  readonly step: Step;
  readonly changed: (what: string) => void;
}

/** Steps that are tried again, and whose failures say what was tried. */
export function stepsOf(patience: Patience): Step {
  return async (what, call) => {
    try {
      return await tryAgain(call, patience);
    } catch (error) {
      throw new Refusal(failureOf(what, error as Partial<Error>), { cause: error });
    }
  };
}
