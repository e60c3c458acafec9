import {
  type Policy,
  type PolicyKind,
  parsePolicy,
} from '../../../lib/core/policy/evaluation/policy-document';

/** The documents that policies were read from, for engines that read them themselves. */
const DOCUMENTS = new WeakMap<Policy, unknown>();

/** Reads a policy document, and remembers it. */
export function readPolicy(document: unknown, kind: PolicyKind, name: string): Policy {
  const policy = parsePolicy(document, kind, name);
  DOCUMENTS.set(policy, document);
  return policy;
}

/** The document of a policy that {@link readPolicy} read. */
export function documentOfPolicy(policy: Policy): unknown {
  return DOCUMENTS.get(policy);
}
