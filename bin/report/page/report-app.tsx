import { useState } from 'preact/hooks';
import { AlertDialog } from './alerts/alert-dialog';
import { AlertTable } from './alerts/alert-table';
import { AttackMatrix } from './attack-matrix';
import { CaseList } from './cases/case-list';
import { CasePage } from './cases/case-page';
import { Facets } from './facets';
import { FilterBar } from './filter-bar';
import { countOf, countText, momentText, periodText, titleText } from './format';
import { InsightList } from './insights/insight-list';
import type { PageModel } from './page-model';
import { SEVERITIES, Severities } from './severities';
import { Timeline } from './timeline';

/** The whole page. */
export function ReportApp({ model }: { readonly model: PageModel }) {
  const actor = model.actorPage.value;
  const shown = model.casePage.value;
  return (
    <>
      {shown === undefined && (
        <a class="skip" href="#alerts" onClick={toAlerts}>
          Skip to the alerts
        </a>
      )}
      <TopBar model={model} />
      <main>
        {shown === undefined ? <Alerts model={model} actor={actor} /> : <CasePage model={model} id={shown} />}
      </main>
      <footer class="foot">
        <p>
          Written by trailwatch {model.index.version}. This page is one file: it loads nothing and sends
          nothing. ATT&amp;CK® is a registered trademark of The MITRE Corporation. © The MITRE Corporation.
          Its ids and names are reproduced with permission.
        </p>
      </footer>
      <AlertDialog model={model} />
    </>
  );
}

/** All alerts, or those of an actor. */
function Alerts({ model, actor }: { readonly model: PageModel; readonly actor: string | undefined }) {
  return (
    <>
      {actor === undefined ? <ReportHead model={model} /> : <ActorHead model={model} actor={actor} />}
      {actor === undefined && <CaseList model={model} />}
      {model.set.size > 0 && (
        <>
          <Severities model={model} />
          <Timeline model={model} />
          <Facets model={model} />
        </>
      )}
      <InsightList model={model} />
      <section class="section" id="alerts" aria-labelledby="alerts-title">
        <h2 id="alerts-title">Alerts</h2>
        <FilterBar model={model} />
        <AlertTable model={model} />
      </section>
      {model.set.size > 0 && <AttackMatrix model={model} />}
    </>
  );
}

/** The address of the page holds its filters, and not a place in it. */
function toAlerts(event: MouseEvent): void {
  event.preventDefault();
  const grid = document.querySelector<HTMLElement>('#alerts [role=grid]');
  grid?.focus();
  grid?.scrollIntoView();
}

const THEMES = ['auto', 'light', 'dark'] as const;

function TopBar({ model }: { readonly model: PageModel }) {
  const [theme, setTheme] = useState<(typeof THEMES)[number]>('auto');
  const next = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length] ?? 'auto';
  const change = () => {
    if (next === 'auto') delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = next;
    setTheme(next);
  };
  return (
    <header class="top">
      <p>
        <strong>trailwatch</strong>{' '}
        <span class="quiet">
          report of <span class="whole">{model.index.generatedAt.slice(0, 16).replace('T', ' ')} UTC</span>
        </span>
      </p>
      <span class="grow" />
      <button
        type="button"
        class="button"
        onClick={change}
        aria-label={`Colors: ${theme}. Change to ${next}`}
      >
        Colors: {theme}
      </button>
      <button type="button" class="button" onClick={() => print()}>
        Print
      </button>
    </header>
  );
}

/** The top of the page of an actor. */
function ActorHead({ model, actor }: { readonly model: PageModel; readonly actor: string }) {
  const { index, set } = model;
  const place = index.columns.actor.values.indexOf(actor);
  const known = index.actors[place];
  const { rows } = model.found.value;
  const times = [...rows].map((row) => set.times[row] ?? Number.NaN).filter((time) => !Number.isNaN(time));
  const [first, last] = [times[0], times.at(-1)];
  return (
    <div class="head">
      <a class="back" href={model.hrefOf({ filter: model.filter.value })}>
        <span aria-hidden="true">← </span>All actors
      </a>
      <h1>
        {known === undefined ? 'Unknown actor' : known.name === '' ? 'Actor without a name' : known.name}
      </h1>
      {known === undefined ? (
        <p class="lede">No alert of this page is of this actor.</p>
      ) : (
        <>
          <p class="lede">
            {first !== undefined && last !== undefined && `${periodText(first, last)} UTC. `}
            {countOf(rows.length, 'alert')}.
          </p>
          <dl class="facts inline">
            <Fact label="Identity" value={known.key} />
            <Fact label="Type" value={known.type} />
            <Fact label="Account" value={known.accountId} />
          </dl>
        </>
      )}
    </div>
  );
}

function Fact({ label, value }: { readonly label: string; readonly value: string | undefined }) {
  if (value === undefined || value === '') return null;
  return (
    <div>
      <dt>{label}</dt>
      <dd>{value}</dd>
    </div>
  );
}

/** The top of the report: what was found, when, and in how many accounts. */
function ReportHead({ model }: { readonly model: PageModel }) {
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
          {first !== undefined && last !== undefined && `${periodText(first, last)} UTC. `}
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
      <span class="about">
        {facts.filter((fact) => fact !== '').join(' ')}
        {Number.isNaN(time) ? '' : `, ${momentText(time)} UTC`}
      </span>
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
    ...(index.scanned.records === 0
      ? ['No record was searched: this page says nothing of what happened.']
      : []),
    ...index.only.map((each) => `Only ${each}.`),
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
