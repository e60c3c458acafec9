import { didYouMean } from '../problem/nearest-word';
import { type CallCatalogue, SOURCE_END } from './call-catalogue';
import {
  type NameContext,
  type NameFault,
  namesOfSources,
  renderSources,
  type WrittenName,
} from './written-name';

/**
 * Codes that no model has, since every service may answer with them, or since S3's and EC2's models have hardly any.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/CommonErrors.html (2026-11)
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html (2026-11)
 * @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html (2026-11)
 */
const UNMODELLED: readonly string[] = (
  'AccessDenied AuthFailure Blocked BucketNotEmpty DryRunOperation ExpiredToken IncompleteSignature InstanceLimitExceeded ' +
  'InsufficientInstanceCapacity InternalError InternalFailure InvalidAccessKeyId InvalidAction InvalidClientTokenId ' +
  'InvalidParameterCombination InvalidParameterValue InvalidQueryParameter InvalidRequest MalformedQueryString MissingAction ' +
  'MissingAuthenticationToken MissingParameter NoSuchBucketPolicy NoSuchCORSConfiguration NoSuchLifecycleConfiguration ' +
  'NoSuchTagSet NoSuchWebsiteConfiguration ObjectLockConfigurationNotFoundError OptInRequired ' +
  'ReplicationConfigurationNotFoundError RequestExpired RequestLimitExceeded RequestTimeTooSkewed ' +
  'ServerSideEncryptionConfigurationNotFoundError ServiceUnavailable SignatureDoesNotMatch SlowDown Throttling ' +
  'UnauthorizedOperation ValidationError VpceAccessDenied'
).split(' ');

/** EC2 writes who made the mistake before its codes, and parts behind them that no model has: `Client.InvalidGroup.NotFound`. */
const OF_EC2 = /^(?:Client|Server)\.|\w\.\w/i;

/** Codes of so many services are those of a protocol, which others answer with, too. */
const COMMON_FROM = 3;

/** Judges an error code by the models of the services: these lack some, and only a code with blanks can be in no record. */
export function judgeErrorCode(name: WrittenName, { calls, sources }: NameContext): NameFault | undefined {
  const catalogue = calls?.();
  if (catalogue === undefined || name.text === '' || OF_EC2.test(name.text)) return undefined;
  const known = [...catalogue.errorCodes().keys(), ...UNMODELLED];
  const found = known.filter(name.fits);
  if (found.length > 0)
    return name.isWhole ? judgeOwner(name.text, found, { catalogue, sources }) : undefined;
  // What S3 and EC2 answer with is in no model.
  const isLoose = ['s3', 'ec2'].some((source) => sources?.has(`${source}${SOURCE_END}`));
  const hint = name.isWhole ? didYouMean(name.text.replaceAll(' ', ''), known) : '';
  if (isLoose && hint === '') return undefined;
  return {
    message: `no service is known to answer with the error code '${name.text}'${hint}`,
    isNever: name.isWhole && name.text.includes(' '),
  };
}

interface Asked {
  readonly catalogue: CallCatalogue;
  readonly sources: ReadonlySet<string> | undefined;
}

/** A code that only others' models have. */
function judgeOwner(
  text: string,
  found: readonly string[],
  { catalogue, sources }: Asked,
): NameFault | undefined {
  const asked = namesOfSources(sources ?? []);
  const ofAll = found.reduce((sum, code) => sum + (catalogue.errorCodes().get(code) ?? COMMON_FROM), 0);
  const isOpen = (source: string) => {
    const own = catalogue.errorCodes(source);
    return own.size === 0 || source === 's3' || found.some((code) => own.has(code));
  };
  if (asked.length === 0 || ofAll >= COMMON_FROM || asked.some(isOpen)) return undefined;
  const owners = [...catalogue.sources].filter((source) =>
    found.some((code) => catalogue.errorCodes(source).has(code)),
  );
  const named = renderSources(owners.slice(0, COMMON_FROM));
  return {
    message: `no call of ${renderSources(asked)} is known to answer with '${text}', which is of ${named}`,
    isNever: false,
  };
}
