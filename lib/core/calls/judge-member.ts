import { didYouMean } from '../problem/nearest-word';
import { type Call, type CallCatalogue, unversioned } from './call-catalogue';
import { type MemberKind, memberKind } from './member-kinds';
import { otherSpelling, type SpelledPath } from './other-spelling';
import { lowerFirst, type NameContext, type NameFault, namesOfSources, renderSources } from './written-name';

const PARTS = ['requestParameters', 'responseElements'];

/** Services whose models have neither the wrappers nor all members that records have. */
const LOOSE: ReadonlySet<string> = new Set(['ec2', 's3']);

/** Members that no model has, by service: CloudTrail writes the cluster of a key store as `clusterId`, SDKs send the Region of a copy's source. */
const UNMODELLED: Readonly<Record<string, readonly string[]>> = { kms: ['clusterid'], rds: ['sourceregion'] };

/** Documents have members that are not the service's. */
const DOCUMENTS: ReadonlySet<MemberKind | undefined> = new Set(['policy', 'document']);

/** What CloudTrail, and not the model, calls a list, its elements or an answer without members. */
const OF_RECORDS = /^(?:items?|content|tag|_return|requestid|host|message|additionaleventdata|x-amz-.*)$/;

/**
 * Judges the members of a request or an answer that a field names: by those of the calls that the condition requires, as far as their models
 * tell. CloudTrail writes members as the model does, or with the first letters in lower case; other letter cases are in no record.
 *
 * @param context also the names of the calls of which a record must have one, in lower case
 */
export function judgeMember(field: string, context: NameContext): NameFault | undefined {
  const [part = '', ...path] = field.split('.');
  const catalogue = PARTS.includes(part) && path.length > 0 ? context.calls?.() : undefined;
  if (catalogue === undefined) return undefined;
  const sources = namesOfSources(context.sources ?? []);
  if (sources.some((source) => !catalogue.hasSource(source))) return undefined;
  if (sources.length === 0) return judgeAnywhere(path, catalogue);
  const calls = callsNamed(catalogue, sources, context);
  // Such as sign-ins, whose members no model has.
  if (calls?.length === 0) return undefined;
  const judged = {
    sources,
    path,
    isRequest: part === PARTS[0],
    calls,
  };
  return judgeWithin(judged, catalogue) ?? otherwise(part, otherSpelling(judged), context);
}

/** A path that records may have instead, which the condition does not look for. */
function otherwise(part: string, path: string | undefined, { fields }: NameContext): NameFault | undefined {
  const field = `${part}.${path}`;
  if (path === undefined || fields === undefined || fields.has(field)) return undefined;
  return { message: `records may have '${field}' instead: look for both`, isNever: false };
}

/** The calls that a condition requires: undefined where it names none, and none where one of them has no model. */
function callsNamed(
  catalogue: CallCatalogue,
  sources: readonly string[],
  { names }: NameContext,
): readonly Call[] | undefined {
  if (names === undefined) return undefined;
  const found = [...names].map((name) =>
    sources.flatMap((source) => catalogue.calls(source).get(unversioned(name)) ?? []),
  );
  return found.some((calls) => calls.length === 0) ? [] : found.flat();
}

function judgeWithin(judged: SpelledPath, catalogue: CallCatalogue): NameFault | undefined {
  for (const [index, name] of judged.path.entries()) {
    const fault = misspelled(name, judged, catalogue) ?? unknown(name, index === 0, { judged, catalogue });
    if (fault !== undefined) return fault;
    // The keys in a map are the customers'.
    const isMap = judged.sources.some((source) => catalogue.maps(source).has(name.toLowerCase()));
    if (isMap || DOCUMENTS.has(memberKind(name))) return undefined;
  }
  return undefined;
}

/** A member in letters that no record has. */
function misspelled(name: string, { sources }: SpelledPath, catalogue: CallCatalogue): NameFault | undefined {
  const spelled = spelledBy(sources, name, catalogue);
  if (spelled.length === 0 || spelled.some((each) => isSpelling(name, each))) return undefined;
  const others = [...new Set(spelled.map((each) => `'${lowerFirst(each)}'`))].join(' or ');
  return { message: `no record has '${name}'; ${renderSources(sources)} spells it ${others}`, isNever: true };
}

/** A member that the calls, or below their requests the services, do not have. */
function unknown(
  name: string,
  isTop: boolean,
  { judged, catalogue }: { readonly judged: SpelledPath; readonly catalogue: CallCatalogue },
): NameFault | undefined {
  const { sources, isRequest, calls = [] } = judged;
  if (isOfRecords(name, sources, catalogue) || isWrapper(name, calls)) return undefined;
  const isLoose = sources.some((source) => LOOSE.has(source));
  if (isTop && isRequest && !isLoose && calls.length > 0) {
    if (calls.some(({ members }) => members.some((each) => isSame(each, name)))) return undefined;
    const owners = calls.map((call) => call.name).join(', ');
    return unknownMember(
      name,
      owners,
      calls.flatMap(({ members }) => members),
    );
  }
  if (spelledBy(sources, name, catalogue).length > 0) return undefined;
  const known = sources.flatMap((source) => [...catalogue.spellings(source).keys()]);
  const fault = unknownMember(
    name,
    renderSources(sources),
    known.flatMap((each) => spelledBy(sources, each, catalogue)),
  );
  return isLoose && (catalogue.hasMember(name) || !fault.message.includes('did you mean'))
    ? undefined
    : fault;
}

function spelledBy(sources: readonly string[], name: string, catalogue: CallCatalogue): readonly string[] {
  return sources.flatMap((source) => [...(catalogue.spellings(source).get(name.toLowerCase()) ?? [])]);
}

function isSame(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

/** Without a source, a name that no API has at all. */
function judgeAnywhere([name = '']: readonly string[], catalogue: CallCatalogue): NameFault | undefined {
  if (
    catalogue.hasMember(name) ||
    isOfRecords(name, [], catalogue) ||
    /(?:Request|Response|Input)$/.test(name)
  )
    return undefined;
  return { message: `no call that is known has the member '${name}'`, isNever: false };
}

function unknownMember(name: string, whose: string, known: readonly string[]): NameFault {
  const hint = didYouMean(name, known.map(lowerFirst));
  return { message: `'${name}' is not a known member of ${whose}${hint}`, isNever: false };
}

/** Whether a name is the wrapper of one of the calls: `CreateFlowLogsRequest`. */
function isWrapper(name: string, calls: readonly Call[]): boolean {
  const inner = name.replace(/(?:Request|Response|Result|Input)$/i, '');
  return calls.some((call) => isSame(unversioned(call.name), inner));
}

/** EC2 writes the list of `InstanceId` as `instancesSet.items`. */
function isOfRecords(name: string, sources: readonly string[], catalogue: CallCatalogue): boolean {
  const lower = name.toLowerCase();
  if (OF_RECORDS.test(lower) || sources.some((source) => UNMODELLED[source]?.includes(lower))) return true;
  const inner = lower.replace(/set$/, '');
  if (inner === lower) return false;
  return sources.length === 0
    ? [inner, `${inner}s`].some((each) => catalogue.hasMember(each))
    : sources.some((source) => [inner, `${inner}s`].some((each) => catalogue.spellings(source).has(each)));
}

/** As the model has it, or with its first letter, or its leading capitals, in the other case. */
function isSpelling(name: string, modelled: string): boolean {
  return [
    modelled,
    lowerFirst(modelled),
    modelled.charAt(0).toUpperCase() + modelled.slice(1),
    modelled.replace(/^[A-Z]+(?![a-z])/, (capitals) => capitals.toLowerCase()),
  ].includes(name);
}
