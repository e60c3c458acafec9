import { countOf, countText, momentText } from './format';
import type { PageModel } from './page-model';
import { SEVERITIES } from './severities';

/** The top of the report: what was found, when, and in how many accounts. */
export function ReportHead({ model }: { readonly model: PageModel }) {
  const { index, set } = model;
  const { scanned, title } = index;
  const times = index.times.filter((time) => time !== null);
  const [first, last] = [times[0], times.at(-1)];
  const known = (name: 'account' | 'region' | 'actor') =>
    index.columns[name].values.filter((value) => value !== '').length;
  return (
    <div class="head">
      <h1>{title}</h1>
      {set.size === 0 ? (
        <p class="lede">
          No alerts in {countOf(scanned.records, 'record')} of {countOf(scanned.files, 'file')}.
        </p>
      ) : (
        <p class="lede">
          {first !== undefined && last !== undefined && (
            <>
              {momentText(first)} to {momentText(last)} UTC.{' '}
            </>
          )}
          {countOf(known('actor'), 'actor')} in {countOf(known('account'), 'account')} and{' '}
          {countOf(known('region'), 'Region')}, found in {countOf(scanned.records, 'record')} of{' '}
          {countOf(scanned.files, 'file')}.
        </p>
      )}
      <Notes model={model} />
    </div>
  );
}

/** What the page does not have, so that its numbers are not taken for more than they are. */
function Notes({ model: { index, set } }: { readonly model: PageModel }) {
  const { problems } = index.scanned;
  const total = SEVERITIES.reduce((sum, severity) => sum + index.total[severity], 0);
  const counts = SEVERITIES.filter((severity) => index.total[severity] > 0)
    .map((severity) => `${countText(index.total[severity])} ${severity}`)
    .join(', ');
  const notes = [
    ...(problems > 0
      ? [`${countOf(problems, 'problem')} with the input: what could not be read is not in this report.`]
      : []),
    ...(total > set.size
      ? [
          `This page has ${countText(set.size)} of ${countText(total)} alerts (${counts}): the most severe, and the newest of the least severe of these.`,
        ]
      : []),
    ...(index.recordsLeftOut > 0
      ? [`${countOf(index.recordsLeftOut, 'alert')} without the record, as the page would be too large.`]
      : []),
  ];
  if (notes.length === 0) return null;
  return (
    <ul class="notes">
      {notes.map((note) => (
        <li key={note} class="note">
          {note}
        </li>
      ))}
    </ul>
  );
}
