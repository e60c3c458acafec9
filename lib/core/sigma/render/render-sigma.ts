import { stringify } from 'yaml';
import type { Correlation } from '../../rule/correlation';
import type { Rule } from '../../rule/rule';
import { renderDetection } from './render-detection';

/**
 * A rule or a correlation as Sigma YAML that means the same, though it may be written differently from the file that
 * it was read from. A correlation comes with the rules that it counts, a document each.
 */
export function renderSigma(document: Rule | Correlation): string {
  if ('condition' in document) return renderRule(document);
  return [renderCorrelation(document), ...document.rules.map(renderRule)].join('---\n');
}

const LOGSOURCE = { product: 'aws', service: 'cloudtrail' };

function renderRule(rule: Rule): string {
  const detection = renderDetection(rule.condition);
  return renderDocument(rule, { logsource: LOGSOURCE, detection });
}

function renderCorrelation(correlation: Correlation): string {
  const { kind, rules, groupBy, aliases, timespanSeconds, bounds, fields, generate } = correlation;
  const [field] = fields;
  const counted = field === undefined ? {} : { field: fields.length === 1 ? field : fields };
  const body = {
    type: kind,
    rules: rules.map(({ id }) => id),
    'group-by': groupBy,
    aliases,
    timespan: `${timespanSeconds}s`,
    condition: { ...counted, ...Object.fromEntries(bounds.map(({ operator, value }) => [operator, value])) },
  };
  return renderDocument(correlation, { logsource: LOGSOURCE, correlation: withoutEmpty(body), generate });
}

/** The metadata of the document, around what it finds. */
function renderDocument(document: Rule | Correlation, body: Readonly<Record<string, unknown>>): string {
  const failureLevel = 'failureSeverity' in document ? document.failureSeverity : '';
  const whole = {
    title: document.title,
    id: document.id,
    name: document.name,
    status: document.status,
    description: document.description,
    references: document.references,
    author: document.author,
    tags: document.tags,
    ...body,
    falsepositives: document.falsePositives,
    level: document.severity,
    trailwatch: withoutEmpty({ failureLevel, firstSteps: document.firstSteps }),
  };
  return stringify(withoutEmpty(whole), { lineWidth: 0, aliasDuplicateObjects: false });
}

function withoutEmpty(map: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(map).filter(([, value]) => !isEmpty(value)));
}

function isEmpty(value: unknown): boolean {
  if (value === '') return true;
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0;
}
