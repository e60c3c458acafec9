import { presentMembers } from '../present-members';
import type { Selection } from '../selection';
import type { SelectionProblem } from '../selection-problem';
import { isResolved, unresolvedText } from '../selector-value';
import { JsonPlace } from './json-place';
import { readBareList, readSelectorLists } from './read-selectors';
import type { KnownValues } from './template-value';

/** The selections of a document, and what was wrong in it. */
export interface ParsedSelections {
  /** One a trail. Empty only when nothing could be read. */
  readonly selections: readonly ParsedSelection[];
  readonly problems: readonly SelectionProblem[];
}

/** A selection, and where its properties stand in the document. */
interface ParsedSelection {
  readonly path: string;
  readonly selection: Selection;
}

/** Longer text is refused. CloudFormation's templates end at 1 MB. */
const MAX_TEXT_LENGTH = 16 * 1024 * 1024;

const TRAIL_TYPE = 'AWS::CloudTrail::Trail';

/**
 * Reads the selections of a JSON document: a CloudFormation or CDK template, the output of
 * `aws cloudtrail get-event-selectors` (or the input of `put-event-selectors`), or a bare list of selectors.
 *
 * @param known values of parameters (`Stage`), attributes (`Bucket.Arn`) and pseudo parameters
 * (`AWS::Region`) of a template; all others stay unresolved.
 */
export function parseSelections(text: string, known: KnownValues = new Map()): ParsedSelections {
  if (text.length > MAX_TEXT_LENGTH) {
    return refuseAll(
      'text-too-long',
      `the text has ${text.length} characters; at most ${MAX_TEXT_LENGTH} are read`,
    );
  }
  let json: unknown;
  try {
    json = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    return refuseAll('not-json', `not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  const root = JsonPlace.root(json, known);
  const selections = readDocument(root, known);
  return { selections, problems: root.problems };
}

function refuseAll(code: string, message: string): ParsedSelections {
  return { selections: [], problems: [{ severity: 'error', code, path: '', message }] };
}

function readDocument(root: JsonPlace, known: KnownValues): readonly ParsedSelection[] {
  if (Array.isArray(root.value)) {
    return [{ path: '', selection: { destination: 'trail', ...presentMembers(readBareList(root)) } }];
  }
  if (!root.member('Resources').isAbsent) return readTemplate(root, known);
  if (['AdvancedEventSelectors', 'EventSelectors'].some((key) => !root.member(key).isAbsent)) {
    return [{ path: '', selection: readDescription(root) }];
  }
  root.refuse(
    'unknown-form',
    'this is none of: a template with Resources, get-event-selectors output with AdvancedEventSelectors or ' +
      'EventSelectors, a list of selectors',
  );
  return [];
}

function readDescription(root: JsonPlace): Selection {
  const name = root.member('TrailARN').text() ?? root.member('TrailName').text();
  const region = typeof name === 'string' ? /^arn:[^:]*:cloudtrail:([^:]+):/.exec(name)?.[1] : undefined;
  return {
    destination: 'trail',
    ...presentMembers({
      name: name !== undefined && isResolved(name) ? name : undefined,
      homeRegion: region,
    }),
    ...presentMembers(readSelectorLists(root)),
  };
}

function readTemplate(root: JsonPlace, known: KnownValues): readonly ParsedSelection[] {
  const trails = root
    .member('Resources')
    .members()
    .filter(([, resource]) => resource.member('Type').value === TRAIL_TYPE);
  if (trails.length === 0) {
    root.member('Resources').refuse('no-trail', `the template has no resource of type ${TRAIL_TYPE}`);
  }
  return trails.map(([logicalId, resource]) => {
    const properties = resource.member('Properties');
    return { path: properties.path, selection: readTrail(logicalId, properties, known) };
  });
}

function readTrail(logicalId: string, properties: JsonPlace, known: KnownValues): Selection {
  const name = properties.member('TrailName').text();
  return {
    destination: 'trail',
    name: name !== undefined && isResolved(name) ? name : logicalId,
    homeRegion: known.get('AWS::Region') ?? unresolvedText('AWS::Region'),
    multiRegion: properties.member('IsMultiRegionTrail').flag() ?? false,
    ...presentMembers({
      includeGlobalServiceEvents: properties.member('IncludeGlobalServiceEvents').flag(),
      isLogging: properties.member('IsLogging').flag(),
      recursiveLogging: properties.member('RecursiveLogging').flag(),
    }),
    ...presentMembers(readSelectorLists(properties)),
  };
}
