import { useState } from 'preact/hooks';
import { AlertDialog } from './alerts/alert-dialog';
import { AlertTable } from './alerts/alert-table';
import { AttackMatrix } from './attack-matrix';
import { Facets } from './facets';
import { FilterBar } from './filter-bar';
import { countOf, momentText } from './format';
import { InsightList } from './insights/insight-list';
import type { PageModel } from './page-model';
import { ReportHead } from './report-head';
import { Severities } from './severities';
import { Timeline } from './timeline';

/** The whole page. */
export function ReportApp({ model }: { readonly model: PageModel }) {
  const actor = model.actorPage.value;
  return (
    <>
      <a class="skip" href="#alerts" onClick={toAlerts}>
        Skip to the alerts
      </a>
      <TopBar model={model} />
      <main>
        {actor === undefined ? <ReportHead model={model} /> : <ActorHead model={model} actor={actor} />}
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
        <span class="quiet">report of {model.index.generatedAt.slice(0, 16).replace('T', ' ')} UTC</span>
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
            {countOf(rows.length, 'alert')}
            {first !== undefined &&
              last !== undefined &&
              ` between ${momentText(first)} and ${momentText(last)} UTC`}
            .
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
