import type { Need } from './model';

/** The service that works as a role must be allowed to take it. */
export function worksAs(who: `${string}.amazonaws.com`, refused: string): readonly Need[] {
  return [{ who, actions: ['sts:AssumeRole'], refused }];
}
