import { FunctionEnvironment } from './function-environment';

/** What `ExternalEvents` writes into the environment of the function that signs digest files. */
export interface SignDigestsSettings {
  readonly bucketName: string;
  /** The prefix before `AWSLogs/` in every key. */
  readonly keyPrefix: string;
  readonly accountId: string;
  readonly region: string;
  /** The name in place of a trail's in the names of digest files. */
  readonly trailName: string;
  readonly signingKeyArn: string;
}

/** The environment of the function. */
export const SIGN_DIGESTS_ENVIRONMENT = new FunctionEnvironment<SignDigestsSettings>('ExternalEvents', {
  bucketName: { variable: 'TRAILWATCH_BUCKET_NAME', kind: 'text' },
  keyPrefix: { variable: 'TRAILWATCH_KEY_PREFIX', kind: 'text' },
  accountId: { variable: 'TRAILWATCH_ACCOUNT_ID', kind: 'text' },
  region: { variable: 'TRAILWATCH_REGION', kind: 'text' },
  trailName: { variable: 'TRAILWATCH_TRAIL_NAME', kind: 'text' },
  signingKeyArn: { variable: 'TRAILWATCH_SIGNING_KEY_ARN', kind: 'text' },
});
