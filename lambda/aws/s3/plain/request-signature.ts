import { Sha256 } from '@smithy/core/checksum';
import { SignatureV4 } from '@smithy/signature-v4';

/** The credentials that sign requests. */
export interface Identity {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string | undefined;
}

/** What requests are signed for. */
export interface SignatureProps {
  /** They are requested for each request. */
  readonly credentials: () => Promise<Identity>;
  readonly region: string;
  readonly service: 's3' | 'cloudtrail';
}

/**
 * Signs requests with Signature Version 4, as the AWS SDK does. Paths and queries of S3 are escaped once, those of other services
 * here have nothing to escape.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export function requestSignature(props: SignatureProps): SignatureV4 {
  return new SignatureV4({ ...props, sha256: Sha256, uriEscapePath: false });
}
