import { EVIDENCE_QUERIES } from './named/evidence-queries';
import { IDENTITY_QUERIES } from './named/identity-queries';
import { RESOURCE_QUERIES } from './named/resource-queries';
import { SIGN_IN_QUERIES } from './named/sign-in-queries';
import { TRAFFIC_QUERIES } from './named/traffic-queries';
import type { NamedQuery } from './named-query';

/** All of them, by name. */
export const NAMED_QUERIES: readonly NamedQuery[] = [
  ...EVIDENCE_QUERIES,
  ...IDENTITY_QUERIES,
  ...RESOURCE_QUERIES,
  ...SIGN_IN_QUERIES,
  ...TRAFFIC_QUERIES,
].sort((one, other) => (one.name < other.name ? -1 : 1));
