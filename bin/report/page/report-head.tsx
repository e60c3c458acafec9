import { countOf, countText, momentText, titleText } from './format';
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
      <Worst model={model} />
      <Notes model={model} />
    </div>
  );
}

/** The alert to look at first: of the most severe the newest. A click opens its record. */
function Worst({ model }: { readonly model: PageModel }) {
  const { set } = model;
  const row = set.worst();
  if (row === undefined) return null;
  const [severity, title, who, call, account, region] = (
    ['severity', 'title', 'who', 'call', 'account', 'region'] as const
  ).map((name) => set.value(name, row));
  const time = set.times[row] ?? Number.NaN;
  const place = [account, region].filter((part) => part !== '').join(' ');
  const facts = [call, who === '' ? '' : `by ${who}`, place === '' ? '' : `in ${place}`];
  return (
    <p class={`worst severity ${severity}`}>
      <span class="quiet">{titleText(severity ?? '')}:</span>{' '}
      <button
        type="button"
        class="link"
        onClick={() => {
          model.opened.value = row;
        }}
      >
        {title}
      </button>
      , {facts.filter((fact) => fact !== '').join(' ')}
      {Number.isNaN(time) ? '' : `, ${momentText(time)} UTC`}
    </p>
  );
}

/** What the page does not have, so that its numbers are not taken for more than they are. */
function Notes({ model: { index, set } }: { readonly model: PageModel }) {
  const { problems, firstProblems } = index.scanned;
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
      {firstProblems.map((problem) => (
        <li key={problem} class="note problem">
          {problem}
        </li>
      ))}
      {problems > firstProblems.length && (
        <li class="note problem">
          and {countText(problems - firstProblems.length)} more, which the command named.
        </li>
      )}
    </ul>
  );
}
