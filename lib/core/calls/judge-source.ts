import { nearestWord } from '../problem/nearest-word';
import { isFurtherSource } from './call-actions';
import { type CallCatalogue, SOURCE_END } from './call-catalogue';
import { OTHER_SOURCES } from './other-events';
import { isServiceUnlogged } from './unlogged-actions';
import { maybe, type NameContext, type NameFault, never, type WrittenName } from './written-name';

/** The event source of another AWS product: EventBridge's, an endpoint in a Region, of China, a URL. */
const WRITTEN_ELSEWHERE =
  /^aws\.([\w-]+)$|^(?:https?:\/\/)([\w-]+)\.[\w.-]*amazonaws\.com|^([\w-]+)\.(?:[a-z]+-)+\d\.amazonaws\.com|^([\w-]+)\.amazonaws\.com\.cn$/;

/** Judges an event source by those of the models, and by what else records have. */
export function judgeSource(
  { text, fits, isWhole }: WrittenName,
  context: NameContext,
): NameFault | undefined {
  const calls = context.calls?.();
  const lower = text.toLowerCase();
  if (calls === undefined || fits('AWS Internal')) return undefined;
  if (!isWhole) return judgeSourcePart({ text, fits }, calls);
  const written = WRITTEN_ELSEWHERE.exec(lower)
    ?.slice(1)
    .find((each) => each !== undefined);
  if (written !== undefined && calls.hasSource(written))
    return maybe(`'${text}' is no event source; CloudTrail writes '${written}${SOURCE_END}'`);
  const source = lower.replace(SOURCE_END, '');
  const inSdks = calls.sourceOfService(source);
  if (isServiceUnlogged(source) || (inSdks !== undefined && isServiceUnlogged(inSdks)))
    return maybe(
      `CloudTrail records no request to '${source}'; docs/reference/unlogged.md says which logs have them`,
    );
  const others = calls.sourcesOf(source);
  const isSource = calls.hasSource(source);
  const isKnown = isSource || OTHER_SOURCES.includes(source) || calls.hasPrefix(source);
  if (isKnown && source === lower)
    return never(
      `'${text}' is not an event source; CloudTrail writes '${isSource ? source : (others[0] ?? source)}${SOURCE_END}'`,
    );
  if (!isSource && others.length > 0)
    return maybe(`'${source}' is a prefix in IAM; CloudTrail writes '${others[0]}${SOURCE_END}'`);
  if (isKnown || isFurtherSource(source)) return undefined;
  if (inSdks !== undefined)
    return maybe(`'${source}' is the name of a service in SDKs; CloudTrail writes '${inSdks}${SOURCE_END}'`);
  const hint = nearestWord(source, [...calls.sources, ...OTHER_SOURCES]);
  return hint === undefined
    ? undefined
    : maybe(`'${text}' is not an event source that is known; did you mean '${hint}${SOURCE_END}'?`);
}

/** A part of a source, or a pattern: of services without a model, the end alone is known. */
function judgeSourcePart(
  { text, fits }: Pick<WrittenName, 'text' | 'fits'>,
  calls: CallCatalogue,
): NameFault | undefined {
  const known = [...calls.sources, ...OTHER_SOURCES];
  if (
    known.some((source) => fits(`${source}${SOURCE_END}`)) ||
    !/^\^?[a-z0-9-]*\.?(?:aws|amaz)|^\^[\w.-]+\$$/i.test(text)
  )
    return undefined;
  return maybe(`no event source that is known has '${text}'; all end with '${SOURCE_END}'`);
}
