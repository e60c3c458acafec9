import { DATA_CALLS } from './data-calls';
import { IDENTITY_CALLS } from './identity-calls';
import { SECURITY_CALLS } from './security-calls';
import { WORKLOAD_CALLS } from './workload-calls';

/**
 * Calls that people know by other words than those of their names: the words of AWS's consoles and guides, in the base form after
 * "tried to". The key is the name, with its service in front where another service has a call of that name.
 *
 * `{userName}` is a parameter of the call, at a path, with others behind `|` that are read where it is missing, and
 * `[with key {keyId}]` is left out where it is missing. What a phrase without
 * parameters acts on follows its last word: `change the policy of bucket 'logs'`.
 */
export const CALL_PHRASES: Readonly<Record<string, string>> = {
  ...DATA_CALLS,
  ...IDENTITY_CALLS,
  ...SECURITY_CALLS,
  ...WORKLOAD_CALLS,
};
