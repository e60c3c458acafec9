import type { Call } from '../../lib/core/inventory/calls/call';
import { CALLS, type CallKind } from '../../lib/core/inventory/calls/calls';
import { TAMPERING_GROUPS } from '../../lib/core/inventory/tampering/tampering-groups';

/** The document of calls on own resources, from the root. */
export const OWN_RESOURCES_PATH = 'docs/reference/own-resources.md';

/** The tables of the page: the rules, and every call with the field that names the resource. */
export function renderOwnResources(): string {
  const rules = TAMPERING_GROUPS.map(
    ({ name, severity, title, kinds }) => `| \`${name}\` | ${severity} | ${title} | ${kinds.join(', ')} |\n`,
  );
  const kinds = Object.keys(CALLS) as CallKind[];
  return `## Rules

| rule | severity | title | kinds |
| --- | --- | --- | --- |
${rules.join('')}
## Calls

Event names of Lambda end with the version of the API, such as \`UpdateFunctionCode20150331v2\`. In a form, \`{}\` is the name and \`*\`
any text.
${kinds.map(renderKind).join('')}`;
}

function renderKind(kind: CallKind): string {
  const { eventSource, calls } = CALLS[kind];
  const rows = calls.map(renderCall).join('');
  return `\n### ${kind}: ${eventSource}\n\n| action | event names | named in |\n| --- | --- | --- |\n${rows}`;
}

function renderCall({ action, records, tell }: Call): string {
  if ('why' in tell) return `| \`${action}\` | none | ${tell.why} |\n`;
  const events = records.map((event) => `\`${event}\``).join(', ');
  if ('rule' in tell)
    return `| \`${action}\` | ${events} | the built-in rule \`${tell.rule}\`, on every one |\n`;
  const fields = tell.named.map(
    ({ field, forms }) => `\`${field}\` (${forms.map((form) => `\`${form}\``).join(', ')})`,
  );
  const where = fields.length === 0 ? 'nothing: every call of the account' : fields.join(' or ');
  return `| \`${action}\` | ${events}${tell.isData ? ', data event' : ''} | ${where} |\n`;
}
