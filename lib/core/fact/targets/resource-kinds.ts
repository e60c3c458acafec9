import { remembered, rememberedPair } from '../../keyed/remembered';
import { KINDS } from './resource-table';

/** A kind of resource, and how calls name one. */
export interface ResourceKind {
  /** As AWS CloudFormation and AWS Config name it. */
  readonly type: string;
  /** The ARN after the partition; undefined where the name does not make one. */
  readonly toArn: ((name: string, place: ArnPlace) => string) | undefined;
}

/** The place of a resource that a call names without it: the place of the call. */
export interface ArnPlace {
  readonly region: string;
  readonly account: string;
}

/** Parameters of every service, and those of each, by their names in lower case. */
const NAMED = toNamed();
const OF_EVERY = NAMED.get('*') ?? new Map<string, ResourceKind>();

/** Kinds by service and first word of the resource in their ARNs, such as `iam user`. */
const BY_ARN: ReadonlyMap<string, string> = new Map(
  KINDS.filter(({ arn }) => arn !== '').map(({ type, arn }) => [arnKey(arn), type]),
);

/** How a kind of resource is called in an ARN: service, and the word before the name, such as `iam user`. */
function arnKey(arnBehindPartition: string): string {
  const [service = '', , , first = '', second] = arnBehindPartition.split(':');
  const [word = '', name] = first.split('/');
  return second === undefined && name === undefined ? service : `${service} ${word}`;
}

/** The type of the resource that an ARN names: `Other` if it is not one of the kinds. */
export const typeOfArn = remembered((arn) => {
  const behind = arn.slice(arn.indexOf(':', 'arn:'.length) + 1);
  return BY_ARN.get(arnKey(behind)) ?? 'Other';
});

/**
 * Finds the kind of resource that a parameter of a call names.
 *
 * @param within the parameter that it is in; empty at the top level
 */
export type KindFinder = (parameter: string, within: string) => ResourceKind | undefined;

/** The finder of a call. */
export const kindFinder = rememberedPair(newFinder);

/** The maximum number of parameter kinds per call that are cached. */
const MAX_REMEMBERED = 100;

function newFinder(eventSource: string, eventName: string): KindFinder {
  const own = NAMED.get(eventSource.replace('.amazonaws.com', ''));
  const call = eventName.toLowerCase();
  const find = (parameter: string): ResourceKind | undefined => {
    if (parameter.length > MAX_PARAMETER) return undefined;
    const name = parameter.toLowerCase();
    return own?.get(`${name}@${call}`) ?? own?.get(name) ?? OF_EVERY.get(name);
  };
  const atTop = remembered(find, MAX_REMEMBERED);
  const inside = rememberedPair(
    (within, parameter) => find(`${within}.${parameter}`) ?? atTop(parameter),
    MAX_REMEMBERED,
  );
  return (parameter, within) => (within === '' ? atTop(parameter) : inside(within, parameter));
}

/** No parameter in the table is longer. */
const MAX_PARAMETER = 64;

function toNamed(): ReadonlyMap<string, ReadonlyMap<string, ResourceKind>> {
  const named = new Map<string, Map<string, ResourceKind>>();
  for (const { type, arn, parameters } of KINDS) {
    const kind = { type, toArn: toArnOf(arn) };
    for (const parameter of parameters) {
      const at = parameter.indexOf('.');
      const ofService = named.get(parameter.slice(0, at)) ?? new Map<string, ResourceKind>();
      named.set(parameter.slice(0, at), ofService.set(parameter.slice(at + 1).toLowerCase(), kind));
    }
  }
  return named;
}

/**
 * Names of documents that Systems Manager reserves for AWS: no account is in the ARNs of these.
 *
 * @see https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_CreateDocument.html
 */
const OF_AWS = /^(?:aws|amazon|amzn)/i;

function toArnOf(arn: string): ResourceKind['toArn'] {
  if (arn === '' || arn.endsWith('*')) return undefined;
  const [service, region, account, ...words] = arn.split(':');
  const [before, ...behind] = words.join(':').split('ID');
  const hasName = behind.length > 0;
  const [after, isInPath] = [behind.join('ID'), arn.includes('/ID')];
  return (name, place) => {
    const inPlace = isInPath && name.startsWith('/') ? name.slice(1) : name;
    const made = hasName ? `${before}${inPlace}${after}` : before;
    // An alias is where the id of a key may, and has its own word in front of it.
    const resource = name.startsWith('alias/') ? name : made;
    const isOfAws = before === 'document/' && OF_AWS.test(name);
    const owner = account === 'ID' ? name : isOfAws ? '' : account && place.account;
    return `${service}:${region && place.region}:${owner}:${resource}`;
  };
}
