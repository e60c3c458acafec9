import { didYouMean, nearestWord } from '../problem/nearest-word';
import type { EventCategory, EventType, IdentityType } from '../record/record';
import { REGION_NAME } from '../record/region';
import { callsAuthorizedBy } from './authorized-calls';
import { type CallCatalogue, unversioned } from './call-catalogue';
import { judgeErrorCode } from './judge-error-code';
import { judgeSource } from './judge-source';
import { type Judge, VALUES } from './judge-value';
import { OTHER_SOURCES, otherEvents } from './other-events';
import { isNeverLogged, isUnlogged } from './unlogged-actions';
import {
  maybe,
  type NameContext,
  type NameFault,
  namesOfSources,
  never,
  renderSources,
  type WrittenName,
} from './written-name';

const IDENTITY_TYPES = {
  ...{ Root: true, IAMUser: true, AssumedRole: true, Role: true, FederatedUser: true, Directory: true },
  ...{ AWSAccount: true, AWSService: true, IdentityCenterUser: true, SAMLUser: true },
  ...{ WebIdentityUser: true, Unknown: true },
} satisfies Record<IdentityType, true>;

const EVENT_TYPES = {
  ...{ AwsApiCall: true, AwsServiceEvent: true, AwsConsoleAction: true, AwsConsoleSignIn: true },
  ...{ AwsCloudTrailInsight: true, AwsVpceEvent: true, AwsVpceEvents: true, AwsAggregatedEvent: true },
} satisfies Record<EventType, true>;

const CATEGORIES = {
  ...{ Management: true, Data: true, NetworkActivity: true, Insight: true, Aggregated: true },
} satisfies Record<EventCategory, true>;

/** Fields with a closed vocabulary, and what judges a name of it. */
const VOCABULARIES: Readonly<Record<string, Judge>> = {
  errorCode: judgeErrorCode,
  eventName: judgeEventName,
  eventSource: judgeSource,
  awsRegion: judgeRegion,
  eventType: oneOf('event type', Object.keys(EVENT_TYPES)),
  eventCategory: oneOf('event category', Object.keys(CATEGORIES)),
  'userIdentity.type': judgeIdentityType,
  'userIdentity.invokedBy': judgeSource,
  'insightDetails.eventSource': judgeSource,
  ...VALUES,
};

/** The fields whose names are judged. */
export const NAMED_FIELDS: readonly string[] = Object.keys(VOCABULARIES);

/** Judges a name of the vocabulary of a field: undefined if CloudTrail writes it, or the field has no closed vocabulary. */
export function judgeName(field: string, name: WrittenName, context: NameContext): NameFault | undefined {
  return Object.hasOwn(VOCABULARIES, field) ? VOCABULARIES[field]?.(name, context) : undefined;
}

/** Judges names for places that do not load what judges them, such as handlers. */
export type NameJudge = (field: string, name: WrittenName) => NameFault | undefined;

/** The judge by the calls of AWS, which are asked for when there is a name to judge. */
export function nameJudge(calls: () => CallCatalogue): NameJudge {
  return (field, name) => judgeName(field, name, { calls });
}

/** A whole name, in any letter case. */
export function wholeName(text: string): WrittenName {
  const lower = text.toLowerCase();
  return { text, fits: (known) => known.toLowerCase() === lower, isWhole: true };
}

function oneOf(what: string, known: readonly string[]): Judge {
  return (name) => {
    if (known.some(name.fits)) return undefined;
    const isSlip = name.isWhole && nearestWord(name.text, known) !== undefined;
    return {
      message: `'${name.text}' is not an ${what} of CloudTrail; it may be ${known.join(', ')}${didYouMean(name.text, known)}`,
      isNever: isSlip,
    };
  };
}

/** A role calls by its sessions: the type `Role` is documented, and hardly ever written. */
function judgeIdentityType(name: WrittenName, context: NameContext): NameFault | undefined {
  if (name.isWhole && name.fits('Role'))
    return maybe(`calls of roles have the identity type 'AssumedRole'; '${name.text}' is in few records`);
  return oneOf('identity type', Object.keys(IDENTITY_TYPES))(name, context);
}

function judgeRegion({ text, fits, isWhole }: WrittenName, context: NameContext): NameFault | undefined {
  const calls = context.calls?.();
  if (calls === undefined || calls.regions.some(fits)) return undefined;
  if (!isWhole) return maybe(`no Region that is known has '${text}'`);
  const words = new Set(calls.regions.flatMap((region) => region.split('-')));
  const lower = text.toLowerCase();
  // AWS opens Regions: their names have the words of others.
  const isNew =
    REGION_NAME.test(lower) &&
    lower
      .split('-')
      .slice(0, -1)
      .every((word) => words.has(word));
  return {
    message: `'${text}' is not a Region that is known${didYouMean(text, calls.regions)}`,
    isNever: !isNew && (!REGION_NAME.test(lower) || nearestWord(text, calls.regions) !== undefined),
  };
}

/** Command names (`delete-identity`) and what people make of them. */
const OF_COMMAND = /^[a-z0-9]+(?:[-_ ][a-z0-9]+)+$/;

function judgeEventName(
  name: WrittenName,
  { sources, isTerse, calls: read }: NameContext,
): NameFault | undefined {
  const calls = read?.();
  if (calls === undefined) return undefined;
  const asked = sources === undefined ? undefined : namesOfSources(sources);
  // Of a source without a model, such as one of the console, any name may be right.
  const isOpen = (source: string) => !calls.hasSource(source) && otherEvents(source).length === 0;
  if (asked?.some(isOpen)) return ofSignIns(name, asked);
  if (!name.isWhole) {
    if ([...othersOf(asked), ...calls.foldedNames(asked)].some(name.fits)) return undefined;
    return maybe(`no known event of ${whose(asked)} has the name '${name.text}'`);
  }
  const within = asked ?? [...calls.sources, ...OTHER_SOURCES];
  if (within.some((source) => isWritten(name, source, calls))) return undefined;
  const fault = neverWritten(name.text, within, calls);
  if (fault !== undefined) return fault;
  const [, ofService, action = ''] = OF_ACTION.exec(name.text) ?? [];
  if (ofService !== undefined && calls.hasPrefix(ofService.toLowerCase()))
    return never(
      `'${name.text}' has the form of an action of IAM; CloudTrail writes '${action}' without the service`,
    );
  const hint = isTerse === true ? '' : hintOf(name.text, asked, calls);
  return maybe(`CloudTrail writes no known event '${name.text}' of ${whose(asked)}${hint}`);
}

/** Sign-ins are asked of the console, which is the source of other events. */
function ofSignIns({ text, fits, isWhole }: WrittenName, asked: readonly string[]): NameFault | undefined {
  const isOne = isWhole && otherEvents(SIGN_IN).some(fits);
  return isOne && !asked.includes(SIGN_IN)
    ? maybe(`CloudTrail writes '${text}' of ${renderSources([SIGN_IN])}, and not of ${renderSources(asked)}`)
    : undefined;
}

const SIGN_IN = 'signin';

/** An action as policies name it. */
const OF_ACTION = /^([\w-]+):(\w+)$/;

function othersOf(sources: readonly string[] = OTHER_SOURCES): readonly string[] {
  return sources.flatMap(otherEvents);
}

function whose(sources: readonly string[] | undefined): string {
  return sources === undefined ? 'any service' : renderSources(sources);
}

function isWritten({ fits, text }: WrittenName, source: string, calls: CallCatalogue): boolean {
  if (otherEvents(source).some(fits)) return true;
  const plain = unversioned(text).toLowerCase();
  const call = calls.calls(source).get(plain);
  // The further versions of Lambda's names (`v2`) are in no model.
  if (call !== undefined) return plain !== text.toLowerCase() || !isDated(call.name, source);
  const prefix = calls.prefixOf(source) ?? source;
  const isOfOther = () => calls.sourcesOf(prefix).some((other) => calls.calls(other).has(plain));
  return calls.actions(prefix).has(plain) && !isOfOther() && !isPermissionOnly(prefix, text);
}

/** Calls of the console have actions of their names, and no model. Actions that authorize calls of other names, or none, are not written. */
function isPermissionOnly(prefix: string, name: string): boolean {
  return !isOwnCall(name, callsAuthorizedBy(prefix, name)) || isUnlogged(prefix, name);
}

function isOwnCall(name: string, calls: readonly string[]): boolean {
  return calls.some((call) => call.toLowerCase() === name.toLowerCase());
}

/** Lambda's calls that records have without the date of the path. */
const UNDATED = /^(?:RemovePermission|Invoke|InvokeAsync)2/;

/** Names of Lambda's API of 2015 are written with their date; of later ones, and of CloudFront, records have both. */
function isDated(name: string, source: string): boolean {
  return source === 'lambda' && name.endsWith('20150331') && !UNDATED.test(name);
}

function neverWritten(text: string, sources: readonly string[], calls: CallCatalogue): NameFault | undefined {
  for (const source of sources) {
    const prefix = calls.prefixOf(source) ?? source;
    const others = callsAuthorizedBy(prefix, text);
    if (!isOwnCall(text, others)) {
      const message = `'${text}' is an action of IAM, not a call; CloudTrail writes ${others.map((name) => `'${name}'`).join(' or ')}`;
      // S3 writes some calls on configurations by the names of their actions.
      return text.endsWith('Configuration') ? maybe(message) : never(message);
    }
    const dated = calls.calls(source).get(text.toLowerCase());
    if (dated !== undefined)
      return never(`CloudTrail writes '${text}' with a date; did you mean '${dated.name}'?`);
    if (isNeverLogged(prefix, text))
      return never(`'${text}' is a permission, not a call: CloudTrail has no record of it`);
    if (isUnlogged(prefix, text) && calls.actions(prefix).has(text.toLowerCase()))
      return maybe(`'${text}' is a permission; no call is known that CloudTrail writes by its name`);
  }
  if (!OF_COMMAND.test(text)) return undefined;
  const joined = text.replace(/[-_ ]/g, '').toLowerCase();
  const named = sources.map((source) => calls.calls(source).get(joined)).find((call) => call !== undefined);
  return named === undefined
    ? undefined
    : never(`'${text}' is a name of a command; CloudTrail writes '${named.name}'`);
}

/** The nearest name of the sources, undefined: of any, or the services that have the name. */
function hintOf(text: string, sources: readonly string[] | undefined, calls: CallCatalogue): string {
  const hint = didYouMean(text, [...calls.callNames(sources), ...othersOf(sources)]);
  if (hint !== '') return hint;
  const elsewhere = [...calls.sources].filter((source) => calls.calls(source).has(text.toLowerCase()));
  const named = elsewhere.slice(0, 3);
  return named.length === 0 ? '' : `; ${renderSources(named)} ${named.length === 1 ? 'has' : 'have'} one`;
}
