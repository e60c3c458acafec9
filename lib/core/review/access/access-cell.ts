/** What a cell of the access matrix allows. To take a role or stack is to become, rewrite or deploy it. */
export type Verb = 'write' | 'read' | 'delete' | 'decrypt' | 'silence' | 'take';

/** One thing that the policies of templates let a principal do with a resource that contains or protects evidence. */
export interface AccessCell {
  /** The principal: `role StackA/WriterRole`, `account 111122223333`, `organization o-abc`, `cloudtrail.amazonaws.com`, `anyone`. */
  readonly who: string;
  readonly may: Verb;
  /** The resource: `bucket StackA/LogArchive/Bucket`, `key …`, `topic …`, `trail …`, `log group …`. */
  readonly what: string;
  /** The API actions that are allowed, sorted. */
  readonly actions: readonly string[];
  /** `unknown`: it hangs on a value that only the deployment knows; the conditions name it. */
  readonly verdict: 'allowed' | 'allowed-with-conditions' | 'unknown';
  /** The statements that allow it. */
  readonly by: string;
  /** What must hold in addition, in words, sorted. All of it. */
  readonly conditions: readonly string[];
}

/** The `who` that means every principal. */
export const ANYONE = 'anyone';

/** Administrators of the account that owns a resource: they have what no policy keeps from them. */
export function administratorsOf(account: string): string {
  return `administrators of ${account}`;
}

/** Compares by character code, the same in every locale. */
export function byText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
