import type { Identity } from './request-signature';

/** Credentials, and until when they hold. */
export interface ExpiringIdentity extends Identity {
  readonly expiration?: Date | undefined;
}

/** What requests to S3 are made from. Each is looked up when it is needed, and may fail then. */
export interface RequestSettings {
  /** The Region to begin with: a bucket may be elsewhere. */
  readonly region: () => Promise<string>;
  readonly credentials: () => Promise<ExpiringIdentity>;
  /** Where the objects of a bucket are. */
  readonly endpointOf: (bucket: string, region: string) => Promise<URL>;
  /** What the user has named the application to AWS. */
  readonly appId: () => Promise<string | undefined>;
}
