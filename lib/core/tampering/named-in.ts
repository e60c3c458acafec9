import type { NamedIn } from './own-call';

/** Why an action that is no call of its own has no rule. */
export const PERMISSION = 'a permission that other calls need, and no call';

/** A parameter that names the resource, in one of the forms. */
export function on(field: string, ...forms: string[]): readonly NamedIn[] {
  return [{ field: `requestParameters.${field}`, forms }];
}
