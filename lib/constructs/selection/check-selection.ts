import type { IConstruct } from 'constructs';
import { nameJudge } from '../../core/calls/judge-name';
import type { Selection } from '../../core/selector/selection';
import { renderSelectionProblem, type SelectionProblem } from '../../core/selector/selection-problem';
import { toTrailProperties } from '../../core/selector/to-trail-properties';
import { verifySelection } from '../../core/selector/verify/verify-selection';
import { readCalls } from '../asset/read-calls';
import type { IdOfLevel } from '../preflight/preflight-checks';
import { refusalOf, warnOfAll } from '../preflight/report-finding';
import { withReferences } from './to-selector-value';

/** The check ids of the core's warning codes; all other codes are selectors without an effect. */
const DOUBTS: Readonly<Record<string, IdOfLevel<'warning'>>> = {
  'literal-wildcard': 'literalWildcard',
  'unlisted-type': 'unlistedType',
  'unlisted-source': 'unlistedSource',
};

/**
 * Throws with every reason for which CloudTrail would reject a selection, and warns of settings that are probably unintended.
 */
export function checkSelection(scope: IConstruct, selection: Selection): void {
  const problems = verifySelection(withReferences(selection), '', nameJudge(readCalls));
  const refused = problems.filter(({ severity }) => severity === 'error');
  if (refused.length > 0) {
    throw new Error(
      `eventSelection: CloudTrail rejects it\n${refused.map(renderSelectionProblem).join('\n')}`,
    );
  }
  const [repetition] = findRepetitions(toTrailProperties(selection), '');
  if (repetition !== undefined)
    throw refusalOf('repeatedItem', `eventSelection: ${repetition} has an item twice`);
  warnOfDoubts(scope, problems);
}

/** The paths of all lists with duplicate items: the CloudFormation schema of a trail has sets where the API has lists. */
function findRepetitions(value: unknown, path: string): readonly string[] {
  if (Array.isArray(value)) {
    const distinct = new Set(value.map((item) => JSON.stringify(item)));
    const inner = value.flatMap((item, index) => findRepetitions(item, `${path}[${index}]`));
    return distinct.size === value.length ? inner : [path, ...inner];
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, member]) => {
    const property = key.charAt(0).toUpperCase() + key.slice(1);
    return findRepetitions(member, path === '' ? property : `${path}.${property}`);
  });
}

/** One warning for all warnings of a kind. */
function warnOfDoubts(scope: IConstruct, doubts: readonly SelectionProblem[]): void {
  const idOf = ({ code }: SelectionProblem) => DOUBTS[code] ?? 'idleSelector';
  for (const id of new Set(doubts.map(idOf))) {
    const found = doubts.filter((doubt) => idOf(doubt) === id).map(renderSelectionProblem);
    warnOfAll(scope, id, {
      found: found.map((text, index) => (index === 0 ? `eventSelection: ${text}` : text)),
      rest: 'are shown once these are fixed',
    });
  }
}
